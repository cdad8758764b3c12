import { bitSet, distance } from '../../math/bit-set';
import { GrowingCholesky } from '../../math/growing-cholesky';
import { gaussLegendre } from '../../math/quadrature';
import { breathe } from '../run';
import { allPairs, pairCount, pairIndex, type PairValues } from './pair-values';
import { correlation } from '../games/smoothness';

/** Prior variance of the constant. It is so large that the data decide it. */
const constantVariance = 1e6;
/**
 * Prior variance of the part of order two alone. That of the smooth part is 1. Text classifiers hold more of pairs than a
 * smooth game does. The error is least from 1 to 4.
 */
const pairVariance = 2;

/** Rows of the covariance that are factored, and multiplications that are made for pairs, before the thread may breathe. */
const [rowsAtOnce, multiplicationsAtOnce] = [128, 6e7] as const;

/** So many pairs are whitened side by side: one alone waits for each of its sums before the next. */
const pairsAtOnce = 4;

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
 * two, and a smooth part. The covariance of the smooth part falls by a constant factor r with each player in which two
 * coalitions differ, and is made even: (r^d + r^(M - d)) / 2.
 *
 * The index is linear in the game. Of a product it is an integral of the product over q (Owen's multilinear extension). So
 * its covariance with an observation is a polynomial in q, which is integrated exactly. The posterior mean is exact once
 * all coalitions are known. Standard errors are those of the posterior, its scale estimated from the observations.
 *
 * n observations take n^3 / 6 + M^2 n^2 / 4 multiplications; a cancel takes effect within a second.
 *
 * @param coalitions the members of S of each pair; the empty or the full coalition should be among them
 * @param means (v(S) + v(S')) / 2 of each pair
 * @throws DOMException "AbortError" when the signal is aborted
 */
export async function interpolateInteractions(
  players: number,
  coalitions: readonly (readonly number[])[],
  means: ArrayLike<number>,
  signal?: AbortSignal,
): Promise<PairEstimate> {
  const count = coalitions.length;
  const sets = coalitions.map((members) => bitSet(members, players));
  const covariance = Float64Array.from({ length: players + 1 }, (_, d) => covarianceAt(players, d));
  const factor = new GrowingCholesky();
  while (factor.size < count) {
    factor.extend(
      Math.min(rowsAtOnce, count - factor.size),
      (row, column) => covariance[distance(sets[row]!, sets[column]!)]!,
    );
    await breathe(signal);
  }
  const rows = Array.from({ length: count }, (_, row) => factor.row(row));
  const whitened = whiten(rows, Float64Array.from(means));

  const { none, one, both } = indexCovariances(players);
  // The index of its own covariance with coalitions: the mean over the sizes of what is not in the pair.
  let prior = 0;
  for (let size = 0; size <= players - 2; size++) {
    prior += (both[size + 2]! - 2 * one[size + 1]! + none[size]!) / (players - 1);
  }
  const present = coalitions.map((members) => {
    const row = new Uint8Array(players);
    for (const member of members) row[member] = 1;
    return row;
  });
  // One observation goes to the constant.
  const scale = whitened.reduce((sum, value) => sum + value * value, 0) / (count - 1);
  const values = new Float64Array(pairCount(players));
  const standardErrors = new Float64Array(values.length);
  const all = [...allPairs(players)];
  const own = Array.from({ length: pairsAtOnce }, () => new Float64Array(count));
  let multiplied = 0;
  for (let start = 0; start < all.length; start += pairsAtOnce) {
    const pairs = all.slice(start, start + pairsAtOnce);
    for (const [i, [first, second]] of pairs.entries()) {
      coalitions.forEach(({ length: size }, row) => {
        const inside = present[row]![first]! + present[row]![second]!;
        own[i]![row] = (inside === 2 ? both : inside === 1 ? one : none)[size]!;
      });
    }
    whitenPairs(rows, own);
    for (const [i, [first, second]] of pairs.entries()) {
      let value = 0;
      let variance = prior;
      for (let row = 0; row < count; row++) {
        const part = own[i]![row]!;
        value += part * whitened[row]!;
        variance -= part * part;
      }
      const pair = pairIndex(first, second);
      values[pair] = value;
      standardErrors[pair] = Math.sqrt(Math.max(0, variance) * scale);
    }
    multiplied += (pairsAtOnce * count ** 2) / 2;
    if (multiplied > multiplicationsAtOnce) {
      await breathe(signal);
      multiplied = 0;
    }
  }
  return { values, standardErrors: count > players ? standardErrors : null };
}

/** Prior covariance of the even part at two coalitions that differ in `d` players. */
function covarianceAt(players: number, d: number): number {
  const smooth = (correlation ** d + correlation ** (players - d)) / 2;
  // The mean over all pairs of x_i x_j x'_i x'_j, where x is 1 for a player present and -1 for one absent.
  const ofPairs = ((players - 2 * d) ** 2 - players) / (players * (players - 1));
  return constantVariance + smooth + pairVariance * ofPairs;
}

/**
 * Covariance of the index of a pair with a coalition's observation, by the coalition's size. Of the pair none, one or both
 * are in the coalition.
 */
function indexCovariances(players: number): Record<'none' | 'one' | 'both', Float64Array> {
  const { nodes, weights } = gaussLegendre(Math.max(1, Math.ceil((players - 1) / 2)));
  // The index of x_i x_j is 4.
  const ofPair = (4 * pairVariance) / pairCount(players);
  const table = (inside: number): Float64Array =>
    Float64Array.from({ length: players + 1 }, (_, size) => {
      const members = size - inside;
      const outsiders = players - 2 - members;
      if (members < 0 || outsiders < 0) return 0;
      let integral = 0;
      for (const [k, q] of nodes.entries()) {
        const [like, unlike] = [q + (1 - q) * correlation, q * correlation + (1 - q)];
        // The complement has the same integral, with q and 1 - q exchanged. So the even covariance is the plain one.
        integral += weights[k]! * like ** members * unlike ** outsiders;
      }
      const sign = inside === 1 ? -1 : 1;
      return sign * ((1 - correlation) ** 2 * integral + ofPair);
    });
  return { none: table(0), one: table(1), both: table(2) };
}

/** Solves L x = b in place, L given by its rows. */
function whiten(rows: readonly Float64Array[], b: Float64Array): Float64Array {
  for (let row = 0; row < rows.length; row++) {
    const weights = rows[row]!;
    let sum = b[row]!;
    for (let k = 0; k < row; k++) sum -= weights[k]! * b[k]!;
    b[row] = sum / weights[row]!;
  }
  return b;
}

/** The same for the covariances of `pairsAtOnce` pairs, in the same bits. */
function whitenPairs(rows: readonly Float64Array[], pairs: readonly Float64Array[]): void {
  const [a, b, c, d] = pairs as [Float64Array, Float64Array, Float64Array, Float64Array];
  for (let row = 0; row < rows.length; row++) {
    const weights = rows[row]!;
    let [ofA, ofB, ofC, ofD] = [a[row]!, b[row]!, c[row]!, d[row]!];
    for (let k = 0; k < row; k++) {
      const weight = weights[k]!;
      ofA -= weight * a[k]!;
      ofB -= weight * b[k]!;
      ofC -= weight * c[k]!;
      ofD -= weight * d[k]!;
    }
    const root = weights[row]!;
    a[row] = ofA / root;
    b[row] = ofB / root;
    c[row] = ofC / root;
    d[row] = ofD / root;
  }
}
