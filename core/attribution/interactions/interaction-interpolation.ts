import { bitSet, distance, type BitSet } from '../../math/bit-set';
import { GrowingCholesky } from '../../math/growing-cholesky';
import { gaussLegendre } from '../../math/quadrature';
import { subtractRows } from '../../math/subtract-rows';
import { breathe } from '../run';
import { pairCount, type PairValues } from './pair-values';
import { correlation } from '../games/smoothness';

/** Prior variance of the constant. It is so large that the data decide it. */
const constantVariance = 1e6;
/**
 * Prior variance of the part of order two alone, a player. That of the smooth part is 1. Text classifiers hold more of
 * pairs than a smooth game does, and the more the longer the text. The error hardly depends on it from 0.1 to 0.4, the
 * standard errors do: with a fixed number they are too small for 8 words and too large for 14.
 */
const pairVarianceEach = 0.2;
/**
 * Prior variance of the part in which coalitions say nothing of each other. It hardly moves the values. Without it the
 * standard errors are too small once most coalitions are known: a smooth game expects too little of many words at once.
 */
const roughVariance = 0.01;

/** Parts of the prior whose covariance falls by a constant factor with each player in which two coalitions differ. */
const falling = [
  { variance: 1, factor: correlation },
  { variance: roughVariance, factor: 0 },
] as const;

/** Rows of the covariance that are factored, and multiplications that are made for pairs, before the thread may breathe. */
const [rowsAtOnce, multiplicationsAtOnce] = [128, 6e7] as const;

export interface PairEstimate {
  readonly values: PairValues;
  /** Null where the observations are too few to tell the scale of the game. */
  readonly standardErrors: PairValues | null;
}

/**
 * The Shapley interaction index of all pairs of the smoothest game that takes the values found.
 *
 * The index of two players depends only on the even part of a game, e(S) = (v(S) + v(S')) / 2 with S' the complement.
 * (Shapley values depend only on the odd part.) So each complementary pair of coalitions is one observation. The even part
 * is modelled as a Gaussian process on coalitions. It is the sum of a constant without a prior opinion, a part of order
 * two, a smooth part and a small rough part. The covariance of the smooth part falls by a constant factor r with each
 * player in which two coalitions differ, and is made even: (r^d + r^(M - d)) / 2. That of the rough part does so with r = 0.
 *
 * The index is linear in the game. Of a product it is an integral of the product over q (Owen's multilinear extension). So
 * its covariance with an observation is a polynomial in q, which is integrated exactly. The posterior mean is exact once
 * all coalitions are known. Standard errors are those of the posterior, its scale estimated from the observations.
 *
 * Observations may come one by one, with an estimate after each: n of them take n^3 / 6 + M^2 n^2 / 4 multiplications in
 * all, and keep M^2 n / 2 numbers.
 */
export class InteractionInterpolation {
  readonly #factor = new GrowingCholesky();
  readonly #sets: BitSet[] = [];
  /** Of each observation: itself, and its covariances with all pairs, both times the inverse factor. */
  readonly #whitened: number[] = [];
  readonly #functionals: Float64Array[] = [];
  readonly #values: PairValues;
  readonly #variances: PairValues;
  readonly #covariance: Float64Array;
  readonly #index: IndexCovariances;
  #squares = 0;

  /** @param players at least two */
  constructor(private readonly players: number) {
    this.#covariance = Float64Array.from({ length: players + 1 }, (_, d) => covarianceAt(players, d));
    this.#index = indexCovariances(players);
    const { none, one, both } = this.#index;
    // The index of its own covariance with coalitions: the mean over the sizes of what is not in the pair.
    let prior = 0;
    for (let size = 0; size <= players - 2; size++) {
      prior += (both[size + 2]! - 2 * one[size + 1]! + none[size]!) / (players - 1);
    }
    this.#values = new Float64Array(pairCount(players));
    this.#variances = new Float64Array(pairCount(players)).fill(prior);
  }

  /**
   * Adds observations. A cancel takes effect within a second.
   *
   * @param coalitions the members of S of each pair of coalitions; the empty or the full coalition should be the first
   * @param means (v(S) + v(S')) / 2 of each
   * @throws DOMException "AbortError" when the signal is aborted
   */
  async add(
    coalitions: readonly (readonly number[])[],
    means: ArrayLike<number>,
    signal?: AbortSignal,
  ): Promise<void> {
    const factor = this.#factor;
    const known = factor.size;
    const count = known + coalitions.length;
    for (const members of coalitions) this.#sets.push(bitSet(members, this.players));
    let multiplied = 0;
    while (factor.size < count) {
      const first = factor.size;
      factor.extend(
        Math.min(rowsAtOnce, count - first),
        (row, column) => this.#covariance[distance(this.#sets[row]!, this.#sets[column]!)]!,
      );
      for (let row = first; row < factor.size; row++) {
        this.#observe(row, coalitions[row - known]!, means[row - known]!);
        multiplied += row * this.#values.length;
        if (multiplied > multiplicationsAtOnce) {
          await breathe(signal);
          multiplied = 0;
        }
      }
      await breathe(signal);
    }
  }

  /** Whitens an observation and its covariances with all pairs, and corrects these with it. */
  #observe(row: number, members: readonly number[], mean: number): void {
    const weights = this.#factor.row(row);
    const root = weights[row]!;
    let observation = mean;
    for (let k = 0; k < row; k++) observation -= weights[k]! * this.#whitened[k]!;
    observation /= root;
    this.#whitened.push(observation);
    this.#squares += observation * observation;

    const own = this.#covariances(members);
    subtractRows(own, weights, this.#functionals);
    this.#functionals.push(own);
    for (let pair = 0; pair < own.length; pair++) {
      const part = (own[pair]! /= root);
      this.#values[pair]! += part * observation;
      this.#variances[pair]! -= part * part;
    }
  }

  /** Of the indices of all pairs with a coalition's observation. */
  #covariances(members: readonly number[]): PairValues {
    const present = new Uint8Array(this.players);
    for (const member of members) present[member] = 1;
    const { none, one, both } = this.#index;
    const bySharing = [none, one, both].map((table) => table[members.length]!);
    const covariances = new Float64Array(pairCount(this.players));
    let pair = 0;
    for (let second = 1; second < this.players; second++) {
      for (let first = 0; first < second; first++) {
        covariances[pair++] = bySharing[present[first]! + present[second]!]!;
      }
    }
    return covariances;
  }

  estimate(): PairEstimate {
    const count = this.#factor.size;
    // The likeliest scale: one observation goes to the constant, and of what is left the mode is less than the mean.
    const scale = this.#squares / (count + 1);
    return {
      values: this.#values.slice(),
      standardErrors:
        count > this.players
          ? this.#variances.map((variance) => Math.sqrt(Math.max(0, variance) * scale))
          : null,
    };
  }
}

/** Prior covariance of the even part at two coalitions that differ in `d` players. */
function covarianceAt(players: number, d: number): number {
  let sum = constantVariance;
  for (const { variance, factor } of falling) sum += (variance * (factor ** d + factor ** (players - d))) / 2;
  // The mean over all pairs of x_i x_j x'_i x'_j, where x is 1 for a player present and -1 for one absent.
  const ofPairs = ((players - 2 * d) ** 2 - players) / (players * (players - 1));
  return sum + pairVarianceEach * players * ofPairs;
}

type IndexCovariances = Readonly<Record<'none' | 'one' | 'both', Float64Array>>;

/**
 * Covariance of the index of a pair with a coalition's observation, by the coalition's size. Of the pair none, one or both
 * are in the coalition.
 */
function indexCovariances(players: number): IndexCovariances {
  const { nodes, weights } = gaussLegendre(Math.max(1, Math.ceil((players - 1) / 2)));
  // The index of x_i x_j is 4.
  const ofPair = (4 * pairVarianceEach * players) / pairCount(players);
  const table = (inside: number): Float64Array =>
    Float64Array.from({ length: players + 1 }, (_, size) => {
      const members = size - inside;
      const outsiders = players - 2 - members;
      if (members < 0 || outsiders < 0) return 0;
      let sum = ofPair;
      for (const { variance, factor } of falling) {
        for (const [k, q] of nodes.entries()) {
          const [like, unlike] = [q + (1 - q) * factor, q * factor + (1 - q)];
          // The complement has the same integral, with q and 1 - q exchanged. So the even covariance is the plain one.
          sum += variance * (1 - factor) ** 2 * weights[k]! * like ** members * unlike ** outsiders;
        }
      }
      return inside === 1 ? -sum : sum;
    });
  return { none: table(0), one: table(1), both: table(2) };
}
