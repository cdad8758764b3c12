import { describe, expect, it } from 'vitest';
import { gameOf, randomTable, tableGame } from '../../test/synthetic';
import { coalitionKey, type Game } from './game';
import { lime, type LimeGameSettings } from './lime';
import { fitLime } from './lime-regression';
import { Run } from './run';

const settings: LimeGameSettings = {
  seed: 0,
  samples: 1000,
  kernelWidth: 25,
  alpha: 1,
  selection: 'none',
  selected: 10,
  bootstraps: 20,
};
const alone = (players: number): number[][] => Array.from({ length: players }, (_, i) => [i]);
const weights = [0.5, -0.4, 0.3, -0.2, 0.1, 0];
const additive = gameOf(6, (present) => present.reduce((sum, bit, i) => sum + bit * weights[i]!, 0.2));

describe('lime', () => {
  it('finds the weights of an additive game once nothing is penalised', async () => {
    const result = await lime(additive, alone(6), { ...settings, alpha: 0 }, new Run({}));
    weights.forEach((weight, i) => expect(result.values[i]).toBeCloseTo(weight, 9));
    expect(result.baseValue).toBeCloseTo(0.2, 9);
    expect(result.outputValue).toBeCloseTo(0.5, 12);
    expect(result.diagnostics['r2']).toBeCloseTo(1, 9);
    expect(Math.max(...result.standardErrors!)).toBeLessThan(1e-9);
  });

  it('evaluates equal masks once and gives each the weight of all its samples', async () => {
    const table = randomTable(3, 4);
    const asked: string[] = [];
    const game: Game = {
      players: 3,
      values(coalitions) {
        asked.push(...coalitions.map(coalitionKey));
        return tableGame(3, table).values(coalitions);
      },
    };
    const many = { ...settings, samples: 20_000, bootstraps: 0 };
    const result = await lime(game, alone(3), many, new Run({}));
    expect(asked).toHaveLength(8);
    expect(new Set(asked).size).toBe(8);
    expect(asked[0]).toBe(String.fromCharCode(7));
    // Removing one, two or all three is equally likely; which of them, too.
    const masks = [[0, 1, 2], [0, 1], [0, 2], [1, 2], [0], [1], [2], []];
    const shares = [0, 1 / 9, 1 / 9, 1 / 9, 1 / 9, 1 / 9, 1 / 9, 1 / 3];
    const rows = {
      features: 3,
      masks,
      values: masks.map((mask) => table[mask.reduce((bits, i) => bits | (1 << i), 0)]!),
      counts: shares.map((share, i) => share * 19_999 + (i === 0 ? 1 : 0)),
    };
    const expected = fitLime(rows, many);
    result.values.forEach((value, i) => expect(Math.abs(value - expected.weights[i]!)).toBeLessThan(0.03));
  });

  it('shares the weight of a word that occurs twice between its places', async () => {
    const game = gameOf(3, (present) => (present[0] && present[2] ? 1 : 0) + 0.5 * present[1]!);
    const result = await lime(game, [[0, 2], [1]], { ...settings, alpha: 0 }, new Run({}));
    expect([...result.values].map((value) => value.toFixed(9))).toEqual([
      '0.500000000',
      '0.500000000',
      '0.500000000',
    ]);
    expect(result.diagnostics['features']).toBe(2);
  });

  it.each(['forward', 'highest-weights'] as const)(
    'keeps the strongest features by %s',
    async (selection) => {
      const result = await lime(additive, alone(6), { ...settings, selection, selected: 3 }, new Run({}));
      expect([...result.values].map((value) => value !== 0)).toEqual([true, true, true, false, false, false]);
      expect(result.diagnostics['kept']).toBe(3);
    },
  );

  it('has error bars of the size by which seeds differ', async () => {
    const game = tableGame(6, randomTable(6, 8));
    const runs = [];
    for (let seed = 0; seed < 40; seed++) {
      runs.push(await lime(game, alone(6), { ...settings, samples: 200, seed, bootstraps: 50 }, new Run({})));
    }
    let [scatter, stated] = [0, 0];
    for (let i = 0; i < 6; i++) {
      const mean = runs.reduce((sum, { values }) => sum + values[i]! / runs.length, 0);
      for (const { values, standardErrors } of runs) {
        scatter += (values[i]! - mean) ** 2;
        stated += standardErrors![i]! ** 2;
      }
    }
    expect(stated / scatter).toBeGreaterThan(0.6);
    expect(stated / scatter).toBeLessThan(1.7);
  });

  it('gives the same bytes with the same seed, whatever the batch size, and none without bootstraps', async () => {
    const game = tableGame(9, randomTable(9, 2));
    const reference = await lime(game, alone(9), settings, new Run({}));
    for (const batchSize of [1, 33, 5000]) {
      expect(await lime(game, alone(9), settings, new Run({ batchSize }))).toEqual(reference);
    }
    const other = await lime(game, alone(9), { ...settings, seed: 1, bootstraps: 0 }, new Run({}));
    expect(other.values).not.toEqual(reference.values);
    expect(other.standardErrors).toBeNull();
  });

  it('shows partial results on its way', async () => {
    const shown: number[] = [];
    const run = new Run({ onProgress: () => undefined }, ({ diagnostics }, evaluations) => {
      expect(diagnostics['r2']).toBeGreaterThan(0);
      shown.push(evaluations);
      return {} as never;
    });
    const game = gameOf(12, (present) =>
      Math.tanh(present.reduce((sum, bit, i) => sum + bit * Math.cos(i), 0)),
    );
    await lime(game, alone(12), { ...settings, samples: 2000 }, run);
    expect(shown.length).toBeGreaterThan(1);
    expect(shown[0]).toBe(256);
  });

  it('stops when cancelled while it resamples', async () => {
    const controller = new AbortController();
    const run = new Run({ signal: controller.signal });
    const result = lime(additive, alone(6), { ...settings, bootstraps: 100_000 }, run);
    setTimeout(() => controller.abort(), 20);
    await expect(result).rejects.toMatchObject({ name: 'AbortError' });
    expect(run.done).toBe(64);
  });

  it('refuses a single sample', async () => {
    await expect(lime(additive, alone(6), { ...settings, samples: 1 }, new Run({}))).rejects.toThrow(
      /at least two samples/,
    );
  });
});
