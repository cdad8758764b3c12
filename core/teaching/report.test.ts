import { describe, expect, it } from 'vitest';
import type { Interval } from '../math/bootstrap';
import { teachReport } from './report';

const sure = (label: number) => Float32Array.from([0, 1, 2], (k) => (k === label ? 4 : 0));

describe('what teaching did', () => {
  const labels = [0, 0, 1, 1, 2];
  const heldOut = {
    before: [0, 1, 1, 2, 0].map(sure),
    after: [0, 0, 1, 1, 1].map(sure),
  };
  const kept = { before: [0, 1, 2, 0].map(sure), after: [0, 1, 1, 0].map(sure) };

  it('is counted on the same labels before and after, with intervals around each figure', () => {
    const report = teachReport(heldOut, labels, kept, 2);
    expect([report.before.accuracy.estimate, report.after.accuracy.estimate]).toEqual([0.4, 0.8]);
    expect(report.after.macroRecall.estimate).toBeCloseTo(2 / 3, 12);
    expect([report.mended, report.broken, report.gain.estimate]).toEqual([2, 0, 0.4]);
    const nll = (hit: boolean) => Math.log(Math.exp(2) + 2) - (hit ? 2 : 0);
    expect(report.before.logLoss.estimate).toBeCloseTo((2 * nll(true) + 3 * nll(false)) / 5, 6);
    for (const figures of [report.before, report.after]) {
      for (const { low, estimate, high } of Object.values<Interval>({ ...figures })) {
        expect(low).toBeLessThanOrEqual(estimate);
        expect(high).toBeGreaterThanOrEqual(estimate);
      }
    }
    expect(report.changed).toMatchObject({ estimate: 0.25 });
    expect([report.heldOut, report.kept]).toEqual([5, 4]);
  });

  it('says nothing of texts that were not taught where there are none', () => {
    expect(teachReport(heldOut, labels, { before: [], after: [] }, 1).changed).toBeNull();
  });
});
