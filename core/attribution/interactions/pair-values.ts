import type { WholeNumber } from '../../math/whole-number';

/** One number a pair of players: of the pair (first, second), first < second, at second (second - 1) / 2 + first. */
export type PairValues = Float64Array;

export function pairCount(players: number): number {
  return (players * (players - 1)) / 2;
}

/** Where the pair of two different players, in either order, stands among all. */
export function pairIndex(a: number, b: number): number {
  const [first, second] = a < b ? [a, b] : [b, a];
  return (second * (second - 1)) / 2 + first;
}

/** All pairs in the order of their numbers. */
export function* allPairs(players: number): Generator<readonly [first: number, second: number]> {
  for (let second = 1; second < players; second++) {
    for (let first = 0; first < second; first++) yield [first, second];
  }
}

/** What a pair of players adds together. */
export interface PairInteraction {
  /** The two players, first < second. */
  readonly first: WholeNumber;
  readonly second: WholeNumber;
  /** Above 0 they add more together than each alone, below 0 less. */
  readonly value: number;
  /** 0 where exact; null where the evaluations are too few to estimate it. */
  readonly standardError: number | null;
}

/** What sentences, or parts of those that are too long, add together, in a text too long for all pairs of its words. */
export interface SentenceInteractions {
  /** The first and the last word of each, by their indices among the values: together they hold every word once, in order. */
  readonly spans: readonly { readonly first: WholeNumber; readonly last: WholeNumber }[];
  /** Of all pairs of them, by their indices among the spans. */
  readonly pairs: readonly PairInteraction[];
}
