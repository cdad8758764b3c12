import { describe, expect, it } from 'vitest';
import { exactInteractions, pairInteractions } from '../core/attribution/interactions/pair-interactions';
import { randomTable, tableGame } from '../test/synthetic';
import { coverageOfPairs, pairErrors, summariseCoverage } from './interaction-rows';

const players = 8;
const game = tableGame(players, randomTable(players, 5));
const truth = (await exactInteractions(game)).pairs.map(({ value }) => value);
const run = (evaluations: number) => (seed: number) =>
  pairInteractions(game, { seed, evaluations, until: 0 });

describe('pairErrors', () => {
  it('is the mean over pairs and runs', () => {
    const found = pairErrors(
      {
        values: [
          [1, 2],
          [1, 5],
        ],
        seconds: 4,
      },
      [1, 3],
    );
    expect(found).toEqual({ squaredError: (1 + 4) / 4, seconds: 2 });
  });
});

describe('coverageOfPairs', () => {
  it('counts how often intervals hold the truth', async () => {
    const found = await coverageOfPairs(run(100), truth, 3);
    expect(found.squaredError).toBeGreaterThan(0);
    expect(found.covered95!).toBeGreaterThan(0.6);
    expect(found.covered68!).toBeLessThanOrEqual(found.covered95!);
    const elsewhere = truth.map((value) => value + 100);
    expect(await coverageOfPairs(run(100), elsewhere, 3)).toMatchObject({ covered68: 0, covered95: 0 });
  });

  it('leaves out runs that are exact, or state no errors', async () => {
    const none = { covered68: null, covered95: null, squaredZ: null };
    const exact = await coverageOfPairs(run(256), truth, 1);
    expect(exact).toMatchObject(none);
    expect(exact.squaredError).toBeLessThan(1e-20);
    expect(await coverageOfPairs(run(10), truth, 1)).toMatchObject(none);
    expect(summariseCoverage([exact])).toEqual({ texts: 0, ...none });
  });
});
