import type { PairInteraction } from './pair-values';

/**
 * Pairs of the mean of several games, as values are: the mean over all of them, 0 in those that lack one of the two.
 *
 * @param parts the pairs of each game; null is returned where one has none to give
 * @param places player i of a game is feature `places[game][i]` of all
 */
export function meanPairs(
  parts: readonly (readonly PairInteraction[] | undefined)[],
  places: readonly (readonly number[])[],
): PairInteraction[] | null {
  const sums = new Map<string, { first: number; second: number; value: number; variance: number | null }>();
  for (const [part, pairs] of parts.entries()) {
    if (!pairs) return null;
    for (const pair of pairs) {
      const [first, second] = [places[part]![pair.first]!, places[part]![pair.second]!];
      const key = `${first} ${second}`;
      const sum = sums.get(key) ?? { first, second, value: 0, variance: 0 };
      const error = pair.standardError;
      sums.set(key, {
        first,
        second,
        value: sum.value + pair.value / parts.length,
        variance: sum.variance === null || error === null ? null : sum.variance + (error / parts.length) ** 2,
      });
    }
  }
  return [...sums.values()]
    .sort((a, b) => a.second - b.second || a.first - b.first)
    .map(({ variance, ...rest }) => ({
      ...rest,
      standardError: variance === null ? null : Math.sqrt(variance),
    }));
}
