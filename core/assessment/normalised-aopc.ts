import { coalitionOf, type Coalition, type Game } from '../attribution/games/game';
import { chainExtremes, type ChainExtremes } from './chain-extremes';

/** An area over a perturbation curve, with the least and the most area that any order of the same features can have. */
export interface BoundedAopc {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** (value - lower) / (upper - lower), from 0 to 1. Null if all orders have the same area. */
  readonly normalised: number | null;
}

export interface NormalisedAopc {
  /**
   * How much of the output is lost when features are removed one by one, the most important first. High is faithful.
   */
  readonly comprehensiveness: BoundedAopc;
  /** How much of the output is lost when only the 1, 2, ... most important features are kept. Low is faithful. */
  readonly sufficiency: BoundedAopc;
  /**
   * Whether the limits are those of all M! orders. Otherwise they are those of the orders that a beam search has found.
   */
  readonly exact: boolean;
}

/** How many coalitions the search for the limits may evaluate: all coalitions of 12 features. */
export const limitEvaluations = 4096;

export interface NormalisedAopcSettings {
  /**
   * How many coalitions the search for the limits may use, known ones included. Default 4,096, which is exact up to 12
   * features.
   */
  readonly evaluations?: number;
}

/**
 * Comprehensiveness and sufficiency as a share of what is possible for the text (Edin et al. 2025, "Normalized AOPC:
 * Fixing Misleading Faithfulness Metrics for Feature Attributions Explainability"). Each metric is the mean of v(all) -
 * v(coalition after k steps) over k = 1 to M, with one feature a step. Its limits are those of the worst and the best
 * order.
 *
 * An order of removal is a chain of coalitions from all features to none. Read backwards, it is an order in which
 * features are added. Both metrics are sums over the same chains, so one search for the least and the largest sum
 * serves both. If a given ranking, or its reverse, goes beyond the limits of a beam search, the limits are widened.
 *
 * @param game it should remember coalitions (`memoize`), because the limits use those of the rankings again
 * @param rankings each an order of all players, most important first
 * @returns one entry for each ranking; an empty list for a game without players
 */
export async function normalisedAopc(
  game: Game,
  rankings: readonly (readonly number[])[],
  { evaluations = limitEvaluations }: NormalisedAopcSettings = {},
  signal?: AbortSignal,
): Promise<NormalisedAopc[]> {
  const { players } = game;
  if (players === 0) return [];
  // First the chain in which the features of an order are kept alone, then the one in which they are removed.
  const chains = rankings.flatMap((order) => [order, order.toReversed()]);
  const ends: Coalition[] = [new Uint8Array(players), new Uint8Array(players).fill(1)];
  const values = await game.values([...ends, ...chains.flatMap((order) => innerCoalitions(order))], signal);
  const [none, all] = [values[0]!, values[1]!];
  const sums = chains.map((_, chain) => {
    const start = 2 + chain * (players - 1);
    return values.subarray(start, start + players - 1).reduce((sum, value) => sum + value, 0);
  });
  const found = await chainExtremes(game, evaluations, signal);
  const limits: ChainExtremes = {
    least: sums.reduce((a, b) => Math.min(a, b), found.least),
    most: sums.reduce((a, b) => Math.max(a, b), found.most),
    exact: found.exact,
  };

  // The mean loss along a chain. The values of its inner coalitions sum to `inner`; one of its ends counts as a step
  // too.
  const lost = (inner: number, end: number): number => all - (inner + end) / players;
  const bounded = (inner: number, end: number): BoundedAopc => {
    const [value, lower, upper] = [lost(inner, end), lost(limits.most, end), lost(limits.least, end)];
    return { value, lower, upper, normalised: upper > lower ? (value - lower) / (upper - lower) : null };
  };
  return rankings.map((_, r) => ({
    comprehensiveness: bounded(sums[2 * r + 1]!, none),
    sufficiency: bounded(sums[2 * r]!, all),
    exact: limits.exact,
  }));
}

/** The mean over several orders of one text, whose limits are the same. */
export function meanOfOrders(orders: readonly NormalisedAopc[]): NormalisedAopc {
  const bounded = (of: (order: NormalisedAopc) => BoundedAopc): BoundedAopc => {
    const { lower, upper } = of(orders[0]!);
    const value = orders.reduce((sum, order) => sum + of(order).value, 0) / orders.length;
    return { value, lower, upper, normalised: upper > lower ? (value - lower) / (upper - lower) : null };
  };
  return {
    comprehensiveness: bounded(({ comprehensiveness }) => comprehensiveness),
    sufficiency: bounded(({ sufficiency }) => sufficiency),
    exact: orders[0]!.exact,
  };
}

/** The coalitions of the first 1, 2, ..., M - 1 players of an order. */
function innerCoalitions(order: readonly number[]): Coalition[] {
  return order.slice(1).map((_, i) => coalitionOf(order.length, order.slice(0, i + 1)));
}
