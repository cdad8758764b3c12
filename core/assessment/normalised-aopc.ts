import { coalitionOf, type Coalition, type Game } from '../attribution/games/game';
import { chainExtremes, type ChainExtremes } from './chain-extremes';

/** An area over a perturbation curve, and the least and the most that any order of the same features can have. */
export interface BoundedAopc {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** (value - lower) / (upper - lower), from 0 to 1; null where all orders are equal. */
  readonly normalised: number | null;
}

export interface NormalisedAopc {
  /** Output lost when features are removed one by one, the most important first: high is faithful. */
  readonly comprehensiveness: BoundedAopc;
  /** Output lost when the most important features alone are kept, 1, 2, ... of them: low is faithful. */
  readonly sufficiency: BoundedAopc;
  /** Whether the limits are those of all M! orders; else of the orders that a beam search found. */
  readonly exact: boolean;
}

/** Coalitions that the search for the limits may ask about: all of 12 features. */
export const limitEvaluations = 4096;

export interface NormalisedAopcSettings {
  /** Coalitions that the search for the limits may ask about, known ones included. Default 4,096: exact to 12 features. */
  readonly evaluations?: number;
}

/**
 * Comprehensiveness and sufficiency as a share of what is possible on the text at hand (Edin et al. 2025, "Normalized
 * AOPC: Fixing Misleading Faithfulness Metrics for Feature Attributions Explainability"): each is the mean, over k = 1 to
 * M, of v(all) - v(coalition after k steps), a feature a step, and its limits are those of the worst and the best order.
 *
 * An order of removal is a chain of coalitions from all to none; read backwards it is the order in which features are
 * added. Both metrics are sums over the same chains, so one search for the least and the largest sum serves both.
 * Limits of a beam search are widened to the rankings given, and their reverses, where those go further.
 *
 * @param game remembers coalitions (`memoize`), as the limits ask about those of the rankings again
 * @param rankings each an order of all players, most important first
 * @returns one an order; empty for a game of no players
 */
export async function normalisedAopc(
  game: Game,
  rankings: readonly (readonly number[])[],
  { evaluations = limitEvaluations }: NormalisedAopcSettings = {},
  signal?: AbortSignal,
): Promise<NormalisedAopc[]> {
  const { players } = game;
  if (players === 0) return [];
  // Kept alone, then removed: the chain of an order, and that of its reverse.
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

  // The mean loss along a chain, of which the inner coalitions sum to `inner`, with the end that counts as a step.
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

/** The coalitions of the first 1, 2, ..., M - 1 players of an order. */
function innerCoalitions(order: readonly number[]): Coalition[] {
  return order.slice(1).map((_, i) => coalitionOf(order.length, order.slice(0, i + 1)));
}
