import { describe, expect, it } from 'vitest';
import { special, tokenizeWords } from '../../test/synthetic';
import type { Tokenizer } from '../text/types';
import { drawnRows, epochBatches } from './epochs';
import { encodeRow, stageRows } from './rows';
import { epochSeeds } from './seeds';
import { defaultSettings } from './settings';

const tokenizer: Tokenizer = { special, tokenize: tokenizeWords };
const texts = (count: number) =>
  Array.from({ length: count }, (_, row) => ({ text: `row ${row} of the data`, label: row % 5 }));

describe('encodeRow', () => {
  it('cuts a long text and keeps [SEP] at its end', () => {
    const whole = encodeRow(tokenizer, 'one two three', 9);
    expect(whole[0]).toBe(special.cls);
    expect(whole.at(-1)).toBe(special.sep);
    const cut = encodeRow(tokenizer, 'one two three', 4);
    expect([...cut]).toEqual([...whole.slice(0, 3), special.sep]);
  });
});

describe('stageRows', () => {
  const settings = { ...defaultSettings(), classWeights: [1, 2, 3, 4, 5] };
  const seeds = epochSeeds(7, 0, 2);

  it('weighs rows by their class, whatever the number of classes', async () => {
    const options = { settings, tokenizer, classes: 5, seeds };
    const { targets, rowWeights } = await stageRows([{ texts: texts(10), weight: 1 }], options);
    expect(rowWeights).toEqual([1, 2, 3, 4, 5, 1, 2, 3, 4, 5]);
    expect([...targets[3]!]).toEqual([0, 0, 0, 1, 0]);
    const plain = await stageRows([{ texts: texts(3), weight: 1 }], {
      ...options,
      settings: defaultSettings(),
    });
    expect(plain.rowWeights).toEqual([1, 1, 1]);
  });

  it('tokenises the rows that its epochs draw, and says how far it is', async () => {
    const done: number[] = [];
    const { ids, sources } = await stageRows(
      [
        { texts: texts(4000), weight: 0.5 },
        { texts: texts(10), weight: 2 },
      ],
      { settings, tokenizer, classes: 5, seeds, onProgress: async (rows) => void done.push(rows) },
    );
    const drawn = drawnRows(sources, seeds);
    ids.forEach((row, at) => expect(row.length > 0).toBe(drawn.has(at)));
    expect(drawn.size).toBeGreaterThan(2500);
    expect(drawn.size).toBeLessThan(3500);
    expect(done).toEqual([2000]);
    const batches = seeds.map((seed) => epochBatches(ids, sources, 64, seed));
    for (const epoch of batches) {
      const rows = epoch.flat();
      expect(rows).toHaveLength(2020);
      expect(rows.filter((row) => row >= 4000).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, i) => 4000 + Math.floor(i / 2)),
      );
    }
    expect(batches[0]).not.toEqual(batches[1]);
  });
});
