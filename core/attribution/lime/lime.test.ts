import { describe, expect, it } from 'vitest';
import { gameOf } from '../../../test/synthetic';
import { coalitionKey, type Game } from '../games/game';
import { lime, poorFits, type LimeGameSettings } from './lime';
import { Run } from '../run';

const settings: LimeGameSettings = {
  seed: 3,
  samples: 600,
  kernelWidth: 25,
  alpha: 1,
  selection: 'none',
  selected: 10,
  bootstraps: 20,
  until: 0,
};
const weights = [0.4, -0.3, 0.2, 0.05, 0];
const additive = gameOf(5, (present) => present.reduce((sum, bit, i) => sum + bit * weights[i]!, 0.1));
const single = weights.map((_, i) => [i]);

describe('lime', () => {
  it('finds the weights of an additive game, but for the ridge', async () => {
    const fit = await lime(additive, single, { ...settings, alpha: 1e-9 }, new Run({}));
    fit.values.forEach((value, i) => expect(value).toBeCloseTo(weights[i]!, 6));
    expect(fit.baseValue).toBeCloseTo(0.1, 6);
    expect(fit.outputValue).toBeCloseTo(0.45, 12);
    expect(fit.diagnostics['r2']).toBeCloseTo(1, 6);
    for (const error of fit.standardErrors!) expect(error).toBeLessThan(1e-6);
  });

  it('states how well the local model fits, and what it misses at the text and at the empty text', async () => {
    // The one word is worth 0.758: the ridge penalty keeps its weight at 0.292, and resamples do not show it.
    const one = gameOf(1, ([present]) => 0.2 + 0.758 * present!);
    const fit = await lime(one, [[0]], { ...settings, samples: 5000 }, new Run({}));
    const { r2, missAtText, missAtEmpty } = fit.diagnostics;
    expect(fit.values[0]).toBeCloseTo(0.292, 2);
    expect([...fit.standardErrors!]).toEqual([0]);
    expect(r2).toBeLessThan(0.8);
    expect(missAtText).toBeCloseTo(fit.baseValue + fit.values[0]! - 0.958, 12);
    expect(missAtEmpty).toBeCloseTo(fit.baseValue - 0.2, 12);
    const additiveFit = await lime(additive, single, { ...settings, alpha: 1e-9 }, new Run({}));
    expect(Math.abs(additiveFit.diagnostics['missAtText']!)).toBeLessThan(1e-6);
    expect(Math.abs(additiveFit.diagnostics['missAtEmpty']!)).toBeLessThan(1e-6);
    expect(poorFits([additiveFit.diagnostics])).toEqual([]);
  });

  it('says of one window how badly its local model fits, and of several in how many, and the least', () => {
    const fits = (...all: number[]): string[] => poorFits(all.map((r2) => ({ r2 })));
    // No figure of the output: a view that speaks of points and one that speaks of probability both show this.
    expect(fits(0.756)).toEqual([
      'R² of the local model is 0.76, below 0.8: its weights say little of the model.',
    ]);
    expect(fits(0.78, 0.9, 0.79, 0.75)).toEqual([
      'In 3 of 4 windows R² of the local model is below 0.8, at the least 0.75: its weights say little of the model there.',
    ]);
    expect(fits(0.8, 0.95)).toEqual([]);
  });

  it('stops once its standard errors are small enough, with what a run of all its masks comes to', async () => {
    const wavy = gameOf(14, (present) => Math.sin(present.reduce((sum, bit, i) => sum + 0.1 * bit * i, 1)));
    const players = Array.from({ length: 14 }, (_, i) => [i]);
    const run = async (until: number) => {
      const counted = new Run({});
      const found = await lime(wavy, players, { ...settings, samples: 5000, until }, counted);
      return { ...found, rows: counted.done };
    };
    const whole = await run(0);
    const wanted = 1.6 * Math.max(...whole.standardErrors!);
    const [stopped, strict] = [await run(wanted), await run(1e-9)];
    expect(stopped.rows).toBeLessThan(0.8 * whole.rows);
    expect(Math.max(...stopped.standardErrors!)).toBeLessThanOrEqual(wanted);
    stopped.values.forEach((value, i) =>
      expect(Math.abs(value - whole.values[i]!)).toBeLessThan(5 * stopped.standardErrors![i]!),
    );
    expect(strict.rows).toBe(whole.rows);
    expect(strict.values).toEqual(whole.values);
  });

  it('shrinks weights where it stops no more than a run of all its masks does', async () => {
    const wavy = gameOf(14, (present) => Math.sin(present.reduce((sum, bit, i) => sum + 0.1 * bit * i, 1)));
    const players = Array.from({ length: 14 }, (_, i) => [i]);
    const sizeOf = async (until: number, alpha: number) => {
      const asked = { ...settings, samples: 5000, until, alpha };
      const { values } = await lime(wavy, players, asked, new Run({}));
      return values.reduce((sum, value) => sum + Math.abs(value), 0);
    };
    const [free, shrunk, stopped] = [await sizeOf(0, 1), await sizeOf(0, 1000), await sizeOf(1, 1000)];
    expect(shrunk / free).toBeLessThan(0.75);
    expect(stopped / shrunk).toBeGreaterThan(0.8);
    expect(stopped / shrunk).toBeLessThan(1.25);
  });

  it('says nothing of the empty text where no sample is empty', async () => {
    const large = gameOf(50, (present) => present[0]!);
    const players = Array.from({ length: 50 }, (_, i) => [i]);
    const { diagnostics } = await lime(large, players, { ...settings, samples: 3 }, new Run({}));
    expect(diagnostics).toHaveProperty('missAtText');
    expect(diagnostics).not.toHaveProperty('missAtEmpty');
  });

  it('evaluates the original first and equal masks once, and counts them all', async () => {
    const asked: string[] = [];
    const game: Game = {
      players: 5,
      values(coalitions) {
        asked.push(...coalitions.map(coalitionKey));
        return additive.values(coalitions);
      },
    };
    const run = new Run({});
    await lime(game, single, settings, run);
    expect(asked[0]).toBe(coalitionKey(new Uint8Array(5).fill(1)));
    expect(new Set(asked).size).toBe(asked.length);
    // 600 samples of 5 words: all 32 masks.
    expect(asked).toHaveLength(32);
    expect(run.done).toBe(32);
  });

  it('moves players of a group together and shares their weight', async () => {
    const groups = [[0, 2], [1], [3, 4]];
    const game: Game = {
      players: 5,
      values(coalitions) {
        for (const [a, , b, c, d] of coalitions) expect([a, c]).toEqual([b, d]);
        return additive.values(coalitions);
      },
    };
    const { values } = await lime(game, groups, { ...settings, alpha: 1e-9 }, new Run({}));
    expect(values[0]).toBe(values[2]);
    expect(values[0]! + values[2]!).toBeCloseTo(0.6, 6);
  });

  it.each(['highest-weights', 'forward'] as const)(
    'keeps the strongest features by %s',
    async (selection) => {
      const chosen = { ...settings, selection, selected: 2, alpha: 0.01 };
      const { values, diagnostics } = await lime(additive, single, chosen, new Run({}));
      expect([...values].map((value) => value !== 0)).toEqual([true, true, false, false, false]);
      expect(diagnostics['kept']).toBe(2);
    },
  );

  it('gives the same bytes for a seed whatever the batch size, and others for another', async () => {
    const wavy = gameOf(12, (present) => Math.sin(present.reduce((sum, bit, i) => sum + bit * i, 1)));
    const players = Array.from({ length: 12 }, (_, i) => [i]);
    const reference = await lime(wavy, players, settings, new Run({}));
    for (const batchSize of [1, 50, 5000]) {
      expect(await lime(wavy, players, settings, new Run({ batchSize }))).toEqual(reference);
    }
    const other = await lime(wavy, players, { ...settings, seed: 4 }, new Run({}));
    expect(other.values).not.toEqual(reference.values);
    // Error bars are the size of what another seed changes.
    const shift = Math.max(...reference.values.map((value, i) => Math.abs(value - other.values[i]!)));
    const widest = Math.max(...reference.standardErrors!);
    expect(shift).toBeLessThan(6 * widest);
    expect(shift).toBeGreaterThan(widest / 6);
  });

  it('stops during the bootstrap too', async () => {
    const controller = new AbortController();
    const run = new Run({ signal: controller.signal });
    const result = lime(additive, single, { ...settings, bootstraps: 10_000 }, run);
    setTimeout(() => controller.abort(), 20);
    await expect(result).rejects.toMatchObject({ name: 'AbortError' });
    expect(run.done).toBe(32);
  });

  it('refuses a single sample', async () => {
    await expect(lime(additive, single, { ...settings, samples: 1 }, new Run({}))).rejects.toThrow(
      RangeError,
    );
  });
});
