import { describe, expect, it } from 'vitest';
import { Random } from '../../math/random';
import { drawByKernel, drawByLeverage, strata, type PairDraw } from './coalition-pairs';

function sizesOf(players: number, pairs: ReturnType<PairDraw>): number[] {
  const counts = strata(players).map(() => 0);
  for (const { stratum } of pairs) counts[stratum]!++;
  return counts;
}

describe.each([
  ['drawByKernel', drawByKernel],
  ['drawByLeverage', drawByLeverage],
])('%s', (_, draw) => {
  it.each([
    [9, 255],
    [12, 500],
    [30, 900],
  ])('of %i players is, broken off anywhere, what a smaller budget draws of each size', (players, count) => {
    const all = draw(players, count, new Random(3), true);
    expect(new Set(all.map(({ members }) => members.join())).size).toBe(count);
    for (const end of [20, 60, 130, 240]) {
      const begun = sizesOf(players, all.slice(0, end));
      const drawn = sizesOf(players, draw(players, end, new Random(4)));
      begun.forEach((number, size) => expect(Math.abs(number - drawn[size]!)).toBeLessThanOrEqual(1));
    }
  });
});
