import { describe, expect, it } from 'vitest';
import { Random } from '../core/math/random';
import { exactInteractions } from '../core/attribution/interactions/pair-interactions';
import { lime } from '../core/attribution/lime/lime';
import { Run } from '../core/attribution/run';
import { methods } from '../core/attribution/methods/all';
import { coalitionInput } from '../test/shapley-methods';
import { randomTable, tableGame } from '../test/synthetic';
import { exactValues, sampledValues } from './true-values';

/** A table of an additive game with some noise. */
function table(players: number): Float64Array {
  const noise = randomTable(players, 3);
  return Float64Array.from({ length: 2 ** players }, (_, bits) => {
    let sum = 0.2 * noise[bits]!;
    for (let i = 0; i < players; i++) if ((bits >>> i) & 1) sum += i % 3;
    return sum;
  });
}

describe('exactValues', () => {
  const values = table(6);
  const exact = exactValues(values);

  it('are those of the methods that enumerate', async () => {
    const input = coalitionInput(tableGame(6, values));
    const settings = {
      unit: 'word',
      longText: 'windows',
      removal: 'mask',
      seed: 0,
      budget: 'exact',
    } as const;
    const budget = { evaluations: 64, until: 0 };
    const banzhaf = await methods.banzhaf.explain(input as never, { ...settings, ...budget }, new Run({}));
    banzhaf.values.forEach((value, i) => expect(exact.banzhaf[i]).toBeCloseTo(value, 12));
    const shapley = await methods['permutation-shap'].explain(
      input as never,
      { ...settings, ...budget },
      new Run({}),
    );
    shapley.values.forEach((value, i) => expect(exact.shapley[i]).toBeCloseTo(value, 12));
    const { pairs } = await exactInteractions(tableGame(6, values));
    expect(exact.pairs).toHaveLength(15);
    pairs.forEach(({ value }, i) => expect(exact.pairs![i]).toBeCloseTo(value, 12));
  });

  it('are what LIME comes to with many samples', async () => {
    const settings = { kernelWidth: 25, selection: 'none', selected: 10, bootstraps: 0, until: 0 } as const;
    const samples = 400_000;
    const groups = [0, 1, 2, 3, 4, 5].map((player) => [player]);
    const found = await lime(
      tableGame(6, values),
      groups,
      { ...settings, seed: 1, samples, alpha: samples / 5000 },
      new Run({}),
    );
    found.values.forEach((value, i) => expect(Math.abs(value - exact.lime[i]!)).toBeLessThan(0.01));
  });
});

describe('sampledValues', () => {
  it('come close to the exact ones from a part of the coalitions', async () => {
    const players = 11;
    const values = table(players);
    const exact = exactValues(values);
    const found = await sampledValues(
      tableGame(players, values),
      1500,
      new AbortController().signal,
      () => undefined,
    );
    for (const quantity of ['shapley', 'banzhaf', 'lime'] as const) {
      const spread = Math.max(...exact[quantity]) - Math.min(...exact[quantity]);
      found[quantity].forEach((value, i) =>
        expect(Math.abs(value - exact[quantity][i]!)).toBeLessThan(0.03 * spread),
      );
    }
    expect(found.shapleyError).toBeGreaterThan(0);
    expect(found.shapleyError).toBeLessThan(0.03);
  });

  it('leave enumeration to those who can', async () => {
    const game = tableGame(4, randomTable(4, new Random(1).integer(9)));
    await expect(sampledValues(game, 16, new AbortController().signal, () => undefined)).rejects.toThrow(
      /enumerate them/,
    );
  });
});
