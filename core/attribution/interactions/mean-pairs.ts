import type { PairInteraction, SentenceInteractions } from './pair-values';

/**
 * Pairs of the mean of several games: the mean over all games, as values are. A game that lacks one of the two counts 0.
 *
 * @param parts the pairs of each game; if a game has none to give, the result is null
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

/**
 * Sentences of the mean of several games and their pairs. A sentence that two windows cut differently is two.
 *
 * @param parts the sentences of each game; a game without says nothing of them; if none has any, the result is null
 * @param places player i of a game is feature `places[game][i]` of all
 */
export function meanSentences(
  parts: readonly (SentenceInteractions | undefined)[],
  places: readonly (readonly number[])[],
): SentenceInteractions | null {
  if (parts.every((part) => part === undefined)) return null;
  const spansOf = parts.map((part, p) =>
    (part?.spans ?? []).map(({ first, last }) => ({ first: places[p]![first]!, last: places[p]![last]! })),
  );
  const keyOf = ({ first, last }: SentenceInteractions['spans'][number]): string => `${first} ${last}`;
  const spans = [...new Map(spansOf.flat().map((span) => [keyOf(span), span])).values()].sort(
    (a, b) => a.first - b.first || a.last - b.last,
  );
  const index = new Map(spans.map((span, i) => [keyOf(span), i]));
  const pairs = meanPairs(
    parts.map((part) => part?.pairs ?? []),
    spansOf.map((own) => own.map((span) => index.get(keyOf(span))!)),
  );
  return { spans, pairs: pairs ?? [] };
}
