import { expect, it } from 'vitest';
import conversion from '../../bench/results/conversion.json' with { type: 'json' };
import { costInWords, measured } from './cost-in-words';

it('says what comes over the network, how long it takes and how much memory', () => {
  const words = costInWords({ name: 'm', kind: 'checkpoint', bytes: 100e6 }, true);
  expect(words).toContain('100 MB of weights are downloaded from this page’s host');
  expect(words).toMatch(/took about \d+ s for as much, and the page held up to \d+ MB of memory/);
  expect(costInWords({ name: 'm', kind: 'checkpoint', bytes: 100e6 }, false)).toContain('your computer');
  expect(costInWords({ name: 'm', kind: 'onnx', bytes: 30e6 }, true)).toMatch(/^its 30\.0 MB are downloaded/);
  expect(costInWords({ name: 'm', kind: 'onnx', bytes: null }, true)).toMatch(/does not say how large it is/);
});

it('says what was measured, to a factor of two: machines differ by more', () => {
  const { megabytes, seconds, peakWithLoadingMB } = conversion;
  for (const [said, found] of [
    [measured.secondsPerMegabyte, seconds / megabytes],
    [measured.memoryShare, peakWithLoadingMB / megabytes],
  ] as const) {
    expect(said / found).toBeGreaterThan(0.5);
    expect(said / found).toBeLessThan(2);
  }
});
