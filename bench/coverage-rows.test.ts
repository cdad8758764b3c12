import { describe, expect, it } from 'vitest';
import { randomTable, tableGame } from '../test/synthetic';
import { coverageOf, estimating, lineOf, summarise } from './coverage-rows';
import { exactValues } from './true-values';

const players = 9;
const values = randomTable(players, 5);
const known = { text: 'a', game: tableGame(players, values), truth: exactValues(values) };

describe('coverageOf', () => {
  it('takes runs that evaluated everything for exact, not for covered', async () => {
    const found = await coverageOf(known, estimating['kernel-shap']!, 1e-9, 2);
    expect(found).toMatchObject({ covered68: null, covered95: null, squaredZ: null, exact: 1 });
    expect(found.evaluations).toBe(512);
    expect(found.squaredError).toBeLessThan(1e-20);
    expect(lineOf('kernel-shap', 1e-9, summarise([found]))).toMatch(
      /\| 512 \| 100\.0 % \| 0\.0000 \| - \| - \| - \|$/,
    );
  });

  it.each(Object.entries(estimating))('counts how often %s covers the truth', async (_, method) => {
    const found = await coverageOf(known, method, 0.1, 3);
    expect(found.exact).toBeLessThan(1);
    expect(found.covered95!).toBeGreaterThan(0.6);
    expect(found.covered68!).toBeLessThanOrEqual(found.covered95!);
    expect(found.squaredError).toBeGreaterThan(0);
    const shifted = {
      ...known,
      truth: { ...known.truth, [method.estimates]: known.truth[method.estimates]!.map((value) => value + 9) },
    };
    expect(await coverageOf(shifted, method, 0.1, 3)).toMatchObject({ covered68: 0, covered95: 0 });
  });

  it('holds pairs against pairs, and not where the true ones are not known', async () => {
    const pairs = estimating['interactions, pairs']!;
    const [ofPairs, ofValues] = [
      await coverageOf(known, pairs, 0.1, 1),
      await coverageOf(known, estimating['interactions']!, 0.1, 1),
    ];
    expect(ofPairs.evaluations).toBe(ofValues.evaluations);
    expect(ofPairs.squaredError).not.toBe(ofValues.squaredError);
    const { shapley, banzhaf, lime, shapleyError } = known.truth;
    const unknown = { ...known, truth: { shapley, banzhaf, lime, shapleyError } };
    await expect(coverageOf(unknown, pairs, 0.1, 1)).rejects.toThrow(TypeError);
  });
});
