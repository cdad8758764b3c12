import { binomial, combinations } from '../../math/combinatorics';
import type { Random } from '../../math/random';

/**
 * A coalition and its complement, which are evaluated together. The pair is given by the one of the two that lacks the
 * last player, as ascending player numbers.
 */
export interface Pair {
  readonly members: readonly number[];
  readonly stratum: number;
}

/** All pairs of a coalition of `size` (at most half of the players) and its complement. */
export interface Stratum {
  readonly size: number;
  /** How many pairs there are; Infinity above 1e308. */
  readonly pairs: number;
  /** Sum of the Shapley kernel over the coalitions of these pairs. */
  readonly kernel: number;
}

/** The strata of a game of at least two players, from the outside (sizes 1 and M - 1) in. */
export function strata(players: number): Stratum[] {
  return Array.from({ length: Math.floor(players / 2) }, (_, i) => {
    const size = i + 1;
    // A coalition of half of the players has a complement of the same size: half as many pairs.
    const share = size * 2 === players ? 0.5 : 1;
    return {
      size,
      pairs: share * binomial(players, size),
      // C(M, s) x (M - 1) / (C(M, s) s (M - s)), both coalitions of a pair: binomials cancel.
      kernel: (share * 2 * (players - 1)) / (size * (players - size)),
    };
  });
}

/**
 * Chooses pairs, none twice: at most `count`, and at most all there are. An estimate can be made of every beginning.
 * `mayStop` says that a run may take only a beginning. Every beginning is then spread over all sizes as the whole is.
 */
export type PairDraw = (players: number, count: number, random: Random, mayStop?: boolean) => Pair[];

/** Draws sizes in proportion to the Shapley kernel (KernelSHAP). */
export const drawByKernel: PairDraw = inProportion(({ kernel }) => kernel);

/** Draws sizes in proportion to the leverage scores, 1 / C(M, s) a coalition: each equally often (Leverage SHAP). */
export const drawByLeverage: PairDraw = inProportion(({ size }, players) => (size * 2 === players ? 0.5 : 1));

function inProportion(share: (stratum: Stratum, players: number) => number): PairDraw {
  return (players, count, random, mayStop = false) => {
    const all = strata(players);
    const shares = all.map((stratum) => share(stratum, players));
    const counts = allocate(
      count,
      shares,
      all.map(({ pairs }) => pairs),
    );
    return drawPairs(players, counts, random, mayStop ? shares : null);
  };
}

/**
 * Divides a number of pairs over strata in proportion to `shares`. No stratum gets more pairs than it has: what is too
 * much for one goes to the others. Numbers are made whole by largest remainder. Of equal remainders the outer one is first.
 */
export function allocate(pairs: number, shares: readonly number[], capacities: readonly number[]): number[] {
  const result = shares.map(() => 0);
  let open = shares.map((_, i) => i);
  let left = Math.min(
    pairs,
    capacities.reduce((sum, capacity) => sum + capacity, 0),
  );
  for (;;) {
    const total = open.reduce((sum, i) => sum + shares[i]!, 0);
    const full = open.filter((i) => (left * shares[i]!) / total >= capacities[i]!);
    if (full.length === 0) {
      const ideal = open.map((i) => (left * shares[i]!) / total);
      open.forEach((i, k) => (result[i] = Math.floor(ideal[k]!)));
      const byRemainder = open
        .map((i, k) => ({ i, remainder: ideal[k]! - Math.floor(ideal[k]!) }))
        .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
      let rest = left - open.reduce((sum, i) => sum + result[i]!, 0);
      for (const { i } of byRemainder) if (rest-- > 0) result[i]!++;
      return result;
    }
    for (const i of full) left -= result[i] = capacities[i]!;
    open = open.filter((i) => !full.includes(i));
    if (open.length === 0) return result;
  }
}

/**
 * Draws pairs without replacement, `counts[i]` of stratum i. Enumerated strata come first, outside in. Then come the
 * sampled ones, interleaved: every beginning of these is spread over them in proportion.
 *
 * @param shares given if the draw may be broken off: every beginning is then what `allocate` would have drawn by them
 */
export function drawPairs(
  players: number,
  counts: readonly number[],
  random: Random,
  shares: readonly number[] | null = null,
): Pair[] {
  const ordered: { pair: Pair; place: number }[] = [];
  const drawn = strata(players).map((stratum, index) => {
    const count = counts[index]!;
    const enumerated = count === stratum.pairs;
    const pairs = drawFromStratum(players, stratum, count, random).map((members) => ({
      members,
      stratum: index,
    }));
    pairs.forEach((pair, i) =>
      ordered.push({ pair, place: enumerated ? index - counts.length : (i + 0.5) / count }),
    );
    return pairs;
  });
  if (shares) return inTurn(drawn, shares);
  // Array.sort is stable: equal places keep the order of the strata.
  return ordered.sort((a, b) => a.place - b.place).map(({ pair }) => pair);
}

/** All pairs. Each is from the stratum that is furthest behind its share and has pairs left. */
function inTurn(drawn: readonly (readonly Pair[])[], shares: readonly number[]): Pair[] {
  const taken = drawn.map(() => 0);
  const ordered: Pair[] = [];
  for (;;) {
    let next = -1;
    drawn.forEach((pairs, s) => {
      if (taken[s]! === pairs.length) return;
      if (next === -1 || (taken[s]! + 0.5) / shares[s]! < (taken[next]! + 0.5) / shares[next]!) next = s;
    });
    if (next === -1) return ordered;
    ordered.push(drawn[next]![taken[next]!++]!);
  }
}

function drawFromStratum(
  players: number,
  { size, pairs }: Stratum,
  count: number,
  random: Random,
): number[][] {
  // Of two complements of half of the players, exactly one lacks the last.
  const candidates = size * 2 === players ? players - 1 : players;
  const lackingLast = (set: readonly number[]): number[] =>
    set.includes(players - 1) ? others(players, set) : [...set];
  if (count * 2 > pairs) {
    return random
      .shuffle([...combinations(candidates, size)])
      .slice(0, count)
      .map(lackingLast);
  }
  const drawn = new Map<string, number[]>();
  while (drawn.size < count) {
    const set = random.sample(candidates, size).sort((a, b) => a - b);
    drawn.set(set.join(), lackingLast(set));
  }
  return [...drawn.values()];
}

function others(players: number, set: readonly number[]): number[] {
  const present = new Set(set);
  return Array.from({ length: players }, (_, i) => i).filter((i) => !present.has(i));
}
