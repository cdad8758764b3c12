import { describe, expect, it } from 'vitest';
import { gameOf } from '../../test/synthetic';
import { coalitionKey, memoize } from '../attribution/games/game';
import { faithfulness, faithfulnessRanking, meanFaithfulness, thresholds } from './faithfulness';

const weights = [0.5, -0.25, 2, 1];
const game = gameOf(4, (present) => present.reduce((sum, bit, i) => sum + bit * weights[i]!, 0.125));

describe('faithfulness', () => {
  it('removes and keeps the top shares of the features', async () => {
    expect(faithfulnessRanking(weights)).toEqual([2, 3, 0, 1]);
    const [curves] = await faithfulness(game, [faithfulnessRanking(weights)]);
    // Of four features the thresholds 0.1 to 1 are 1, 1, 2, 2, 2, 3, 3, 4, 4 and 4.
    expect(curves!.comprehensiveness).toEqual([2, 2, 3, 3, 3, 3.5, 3.5, 3.25, 3.25, 3.25]);
    expect(curves!.sufficiency).toEqual([1.25, 1.25, 0.25, 0.25, 0.25, -0.25, -0.25, 0, 0, 0]);
    expect(curves!.comprehensivenessAopc).toBeCloseTo(2.975, 12);
    expect(curves!.sufficiencyAopc).toBeCloseTo(0.275, 12);
  });

  it('prefers the true order to its reverse', async () => {
    const order = faithfulnessRanking(weights);
    const [best, worst] = await faithfulness(game, [order, order.toReversed()]);
    expect(best!.comprehensivenessAopc).toBeGreaterThan(worst!.comprehensivenessAopc);
    expect(best!.sufficiencyAopc).toBeLessThan(worst!.sufficiencyAopc);
  });

  it('asks for no more than two coalitions a ranking and count, and the text itself', async () => {
    const asked = new Set<string>();
    const memo = memoize({
      players: 4,
      values(coalitions) {
        for (const coalition of coalitions) asked.add(coalitionKey(coalition));
        return game.values(coalitions);
      },
    });
    await faithfulness(memo, [[0, 1, 2, 3]]);
    expect(memo.evaluations).toBe(asked.size);
    expect(asked.size).toBeLessThanOrEqual(1 + 2 * 4);
  });

  it('takes shares of many features exactly', () => {
    expect(thresholds).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
  });
});

describe('meanFaithfulness', () => {
  it('averages curves point by point', async () => {
    const curves = await faithfulness(game, [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
    ]);
    const mean = meanFaithfulness(curves);
    expect(mean.comprehensiveness[0]).toBe((0.5 + 1) / 2);
    expect(mean.sufficiencyAopc).toBeCloseTo(
      (curves[0]!.sufficiencyAopc + curves[1]!.sufficiencyAopc) / 2,
      12,
    );
  });
});
