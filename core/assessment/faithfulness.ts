import { coalitionOf, complement, type Coalition, type Game } from '../attribution/games/game';
import { ranking } from './agreement';

/** The shares of features that are removed, or that are kept while all others are removed: 0.1, 0.2, ..., 1. */
export const thresholds: readonly number[] = Array.from({ length: 10 }, (_, i) => (i + 1) / 10);

export interface Faithfulness {
  /** How much of the output is lost when the top share of features is removed, for each threshold. High is faithful. */
  readonly comprehensiveness: readonly number[];
  /**
   * How much of the output is lost when only the top share of features is kept, for each threshold. Low is faithful.
   */
  readonly sufficiency: readonly number[];
  /** The areas over the perturbation curves: the means over the thresholds. */
  readonly comprehensivenessAopc: number;
  readonly sufficiencyAopc: number;
}

/**
 * Comprehensiveness and sufficiency of rankings of features (DeYoung et al. 2020, ERASER), in units of the game.
 * Features are ranked by how much they speak for the explained class. A share q of M features is ceil(q M) features.
 * The game removes them as token ids: no text is decoded and tokenised again.
 *
 * @param rankings each an order of all players, most important first
 */
export async function faithfulness(
  game: Game,
  rankings: readonly (readonly number[])[],
  signal?: AbortSignal,
): Promise<Faithfulness[]> {
  const { players } = game;
  const everybody: Coalition = new Uint8Array(players).fill(1);
  const counts = thresholds.map((share) => Math.ceil(share * players - 1e-9));
  const coalitions = rankings.flatMap((order) => {
    const tops = counts.map((count) => coalitionOf(players, order.slice(0, count)));
    return [...tops.map(complement), ...tops];
  });
  const values = await game.values([everybody, ...coalitions], signal);
  const whole = values[0]!;
  const width = counts.length;
  const lost = (start: number): number[] => counts.map((_, i) => whole - values[start + i]!);
  return rankings.map((_, r) => {
    const comprehensiveness = lost(1 + 2 * width * r);
    const sufficiency = lost(1 + 2 * width * r + width);
    return {
      comprehensiveness,
      sufficiency,
      comprehensivenessAopc: mean(comprehensiveness),
      sufficiencyAopc: mean(sufficiency),
    };
  });
}

/** The order in which faithfulness removes or keeps the features of an explanation. */
export function faithfulnessRanking(values: ArrayLike<number>): number[] {
  return ranking(values, 'signed');
}

/** The mean of several curves, point by point. The random control is such a mean. */
export function meanFaithfulness(all: readonly Faithfulness[]): Faithfulness {
  const pointwise = (curves: readonly (readonly number[])[]): number[] =>
    curves[0]!.map((_, i) => mean(curves.map((curve) => curve[i]!)));
  return {
    comprehensiveness: pointwise(all.map(({ comprehensiveness }) => comprehensiveness)),
    sufficiency: pointwise(all.map(({ sufficiency }) => sufficiency)),
    comprehensivenessAopc: mean(all.map(({ comprehensivenessAopc }) => comprehensivenessAopc)),
    sufficiencyAopc: mean(all.map(({ sufficiencyAopc }) => sufficiencyAopc)),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
