import { expect, it } from 'vitest';
import owenByShap from '../../../test/fixtures/peers/partition.json';
import { readAttributionOracle, type ShapleyOracle } from '../../../test/attribution-oracle';
import { partition } from '../../../test/shapley-methods';
import { tableGame } from '../../../test/synthetic';

const rows = readAttributionOracle<ShapleyOracle[]>('shapley');

it.each(rows.map(({ values }, row) => [row, Math.log2(values.length)] as const))(
  'Owen values equal those of shap on text %d of %d tokens',
  async (row, players) => {
    const found = await partition(tableGame(players, rows[row]!.values), {
      evaluations: 4 ** players,
      seed: 0,
    });
    expect(found.values).toHaveLength(players);
    found.values.forEach((value, i) => expect(Math.abs(value - owenByShap[row]![i]!)).toBeLessThan(1e-6));
    expect(found.diagnostics['undivided']).toBe(0);
  },
);
