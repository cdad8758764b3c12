import { quotientParts, type GamePart } from './game-parts';
import { meanInteractions } from './mean-interactions';
import type { Interactions, PairBudget } from './pair-interactions';
import type { PairInteraction } from './pair-values';
import { openGroup } from './quotient-game';

export interface GroupedInteractions {
  /** Interactions between the groups, which are its players. */
  readonly between: Interactions;
  /** The group with the largest Shapley value, by size. */
  readonly strongest: number;
  /** Interactions of the players within the strongest group. The other groups are present or absent as a whole. */
  readonly within: readonly PairInteraction[];
}

export interface GroupedBudget extends Pick<PairBudget, 'seed' | 'until' | 'correlations'> {
  readonly evaluations: Readonly<Record<'between' | 'within', number>>;
}

/**
 * Pair interactions of a long text. First between groups of players (sentences). Then within the strongest group, in
 * the game in which only this group is divided, as Owen values divide the share of a group (Owen 1977). A part that holds
 * nothing of this group is not asked about it.
 *
 * @param parts the games whose mean is the game of the text
 * @param groups hold every player once; at least one group
 * @param budget `until` for each of the two games of the text, and how much of each part may be evaluated for them:
 * `between` the groups, and `within` the strongest
 * @throws as `pairInteractions` does
 */
export async function groupedInteractions(
  parts: readonly GamePart[],
  groups: readonly (readonly number[])[],
  { evaluations, ...budget }: GroupedBudget,
  signal?: AbortSignal,
): Promise<GroupedInteractions> {
  const between = await meanInteractions(
    quotientParts(parts, groups),
    groups.length,
    { ...budget, evaluations: evaluations.between },
    signal,
  );
  const sizes = between.shapley.map(Math.abs);
  const strongest = sizes.indexOf(Math.max(...sizes));
  const members = groups[strongest]!;
  const isMember = new Set(members);
  const holding = parts.filter(({ place }) => place.some((player) => isMember.has(player)));
  const opened = openGroup(groups, strongest);
  const share = holding.length / parts.length;
  const inner = await meanInteractions(
    quotientParts(holding, opened),
    opened.length,
    { ...budget, until: budget.until / share, evaluations: evaluations.within },
    signal,
  );
  const within = inner.pairs
    .filter(({ second }) => second < members.length)
    .map(({ first, second, value, standardError }) => ({
      ...ordered(members[first]!, members[second]!),
      // In the other parts they add nothing.
      value: share * value,
      standardError: standardError === null ? null : share * standardError,
    }));
  return { between, strongest, within };
}

function ordered(a: number, b: number): Pick<PairInteraction, 'first' | 'second'> {
  return a < b ? { first: a, second: b } : { first: b, second: a };
}
