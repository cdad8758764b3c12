import { untilOfPart, errorsOverParts, meanOverParts, type GamePart } from './game-parts';
import { pairInteractions, type Interactions, type PairBudget } from './pair-interactions';
import { allPairs, pairCount, pairIndex, type PairInteraction } from './pair-values';

/**
 * Interactions of the mean of games. The index is linear, and a player that a game lacks adds nothing in it. So they are the
 * mean of those of the parts, exact where these are: two players that no part holds together have an interaction of 0.
 *
 * @param players of the whole game
 * @param budget `evaluations` for each part, `until` for the whole
 * @param onEstimate as of `pairInteractions`, where there is one part
 * @throws as `pairInteractions` does
 */
export async function meanInteractions(
  parts: readonly GamePart[],
  players: number,
  budget: PairBudget,
  signal?: AbortSignal,
  onEstimate?: (found: Interactions) => void,
): Promise<Interactions> {
  const own = { ...budget, until: untilOfPart(budget.until, parts) };
  const found: Interactions[] = [];
  for (const { game } of parts) {
    found.push(await pairInteractions(game, own, signal, parts.length === 1 ? onEstimate : undefined));
  }
  const mean = (of: (one: Interactions) => number): number =>
    found.reduce((sum, one) => sum + of(one) / parts.length, 0);
  const placed = (of: (one: Interactions) => ArrayLike<number>): Float64Array =>
    meanOverParts(parts, players, found.map(of));
  return {
    pairs: meanPairs(
      parts,
      players,
      found.map(({ pairs }) => pairs),
    ),
    main: placed(({ main }) => main),
    shapley: placed(({ shapley }) => shapley),
    shapleyErrors: errorsOverParts(
      parts,
      players,
      found.map(({ shapleyErrors }) => shapleyErrors),
    ),
    baseValue: mean(({ baseValue }) => baseValue),
    outputValue: mean(({ outputValue }) => outputValue),
    exact: found.every(({ exact }) => exact),
  };
}

/** All pairs of players, in the order of their numbers. */
function meanPairs(
  parts: readonly GamePart[],
  players: number,
  found: readonly (readonly PairInteraction[])[],
): PairInteraction[] {
  const values = new Float64Array(pairCount(players));
  const variances = new Float64Array(values.length);
  found.forEach((pairs, p) => {
    const { place } = parts[p]!;
    for (const { first, second, value, standardError } of pairs) {
      const pair = pairIndex(place[first]!, place[second]!);
      values[pair]! += value / parts.length;
      // An error that nobody knows makes the sum no number.
      variances[pair]! += ((standardError ?? NaN) / parts.length) ** 2;
    }
  });
  return Array.from(allPairs(players), ([first, second]) => {
    const pair = pairIndex(first, second);
    const error = Math.sqrt(variances[pair]!);
    return { first, second, value: values[pair]!, standardError: Number.isNaN(error) ? null : error };
  });
}
