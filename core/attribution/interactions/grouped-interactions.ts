import type { Game } from '../games/game';
import { pairInteractions, type Interactions } from './pair-interactions';
import type { PairInteraction } from './pair-values';
import { openGroup, quotientGame } from './quotient-game';

export interface GroupedInteractions {
  /** Interactions between the groups, which are its players. */
  readonly between: Interactions;
  /** The group with the largest Shapley value, by size. */
  readonly strongest: number;
  /** Interactions of the players within the strongest group. The other groups are present or absent as a whole. */
  readonly within: readonly PairInteraction[];
  readonly withinExact: boolean;
}

/**
 * Pair interactions of a long text. First between groups of players (sentences). Then within the strongest group, in
 * the game in which only this group is divided, as Owen values divide the share of a group (Owen 1977).
 *
 * @param groups hold every player once; at least one group
 * @param evaluations coalitions that each of the two games may evaluate
 */
export async function groupedInteractions(
  game: Game,
  groups: readonly (readonly number[])[],
  budget: { readonly seed: number; readonly evaluations: number },
  signal?: AbortSignal,
): Promise<GroupedInteractions> {
  const between = await pairInteractions(quotientGame(game, groups), budget, signal);
  const sizes = between.shapley.map(Math.abs);
  const strongest = sizes.indexOf(Math.max(...sizes));
  const members = groups[strongest]!;
  const inner = await pairInteractions(quotientGame(game, openGroup(groups, strongest)), budget, signal);
  const within = inner.pairs
    .filter(({ second }) => second < members.length)
    .map(({ first, second, ...rest }) => ({ ...rest, ...ordered(members[first]!, members[second]!) }));
  return { between, strongest, within, withinExact: inner.exact };
}

function ordered(a: number, b: number): Pick<PairInteraction, 'first' | 'second'> {
  return a < b ? { first: a, second: b } : { first: b, second: a };
}
