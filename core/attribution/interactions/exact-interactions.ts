import { binomial } from '../../math/combinatorics';
import { allPairs, pairCount, pairIndex, type PairValues } from './pair-values';

/**
 * The Shapley interaction index of all pairs (Grabisch & Roubens 1999; shapiq's "SII" of order 2), from the values of all
 * coalitions. Bit i of an index says that player i is present. The index is what two players add together beyond what
 * each adds alone, v(T + ij) - v(T + i) - v(T + j) + v(T). It is averaged over the coalitions T of the other players. All
 * sizes of T have the same weight.
 *
 * The index is linear, and its weights depend only on sizes. So it follows from the sums of values by size: over all
 * coalitions, over those with a player, and over those with a pair. That takes 2^M M^2 / 8 additions.
 *
 * @throws RangeError unless there are 2^players values
 */
export function shapleyInteractions(values: ArrayLike<number>, players: number): PairValues {
  if (values.length !== 2 ** players) {
    throw new RangeError(`${players} players have ${2 ** players} coalitions, not ${values.length}.`);
  }
  const pairs = pairCount(players);
  const sizes = players + 1;
  const all = new Float64Array(sizes);
  const withOne = new Float64Array(sizes * players);
  const withBoth = new Float64Array(sizes * pairs);
  const members = new Uint32Array(players);
  for (let bits = 0; bits < values.length; bits++) {
    let size = 0;
    for (let player = 0; player < players; player++) if ((bits >>> player) & 1) members[size++] = player;
    const value = values[bits]!;
    all[size]! += value;
    for (let b = 0; b < size; b++) {
      const second = members[b]!;
      withOne[size * players + second]! += value;
      const row = size * pairs + (second * (second - 1)) / 2;
      for (let a = 0; a < b; a++) withBoth[row + members[a]!]! += value;
    }
  }

  const result = new Float64Array(pairs);
  for (const [first, second] of allPairs(players)) {
    const pair = pairIndex(first, second);
    let sum = 0;
    for (let size = 0; size <= players; size++) {
      const both = withBoth[size * pairs + pair]!;
      const one = withOne[size * players + first]! + withOne[size * players + second]! - 2 * both;
      const none = all[size]! - one - both;
      sum +=
        weight(players, size - 2) * both - weight(players, size - 1) * one + weight(players, size) * none;
    }
    result[pair] = sum;
  }
  return result;
}

/** Weight of one coalition T of `size` of the other M - 2 players: 1 / ((M - 1) C(M - 2, size)), 0 where there is none. */
function weight(players: number, size: number): number {
  if (size < 0 || size > players - 2) return 0;
  return 1 / ((players - 1) * binomial(players - 2, size));
}

/**
 * The order-1 terms of k-SII with k = 2 (Lundberg et al. 2020, Bordt & von Luxburg 2023; shapiq's "k-SII"): the Shapley
 * value of a player minus half of each of its pairs. Together with the pairs of the Shapley interaction index they sum
 * to v(all) - v(none).
 */
export function mainEffects(shapley: ArrayLike<number>, pairs: PairValues): Float64Array {
  const main = Float64Array.from(shapley);
  for (const [first, second] of allPairs(main.length)) {
    const half = pairs[pairIndex(first, second)]! / 2;
    main[first]! -= half;
    main[second]! -= half;
  }
  return main;
}
