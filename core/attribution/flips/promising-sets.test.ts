import fc from 'fast-check';
import { expect, it } from 'vitest';
import { combinations } from '../../math/combinatorics';
import { promisingSets } from './promising-sets';

it('makes every set of a size once, the heaviest first', () =>
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 9 }),
      fc.integer({ min: 0, max: 10 }),
      (weights, size) => {
        const sets = [...promisingSets(weights, size)];
        const sorted = sets.map((set) => set.join()).sort();
        expect(sorted).toEqual([...combinations(weights.length, size)].map((set) => set.join()).sort());
        const sums = sets.map((set) => set.reduce((sum, player) => sum + weights[player]!, 0));
        expect(sums).toEqual([...sums].sort((a, b) => b - a));
      },
    ),
  ));

it('makes the first of many sets without making the others', () => {
  const weights = Array.from({ length: 300 }, (_, i) => (i * 7) % 300);
  const sets = promisingSets(weights, 50);
  const first = sets.next().value as number[];
  expect(first.map((player) => weights[player]!).sort((a, b) => a - b)[0]).toBe(250);
  expect(sets.next().done).toBe(false);
});
