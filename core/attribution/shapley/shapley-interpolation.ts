import { bitSet, distance, type BitSet } from '../../math/bit-set';
import { GrowingCholesky } from '../../math/growing-cholesky';
import type { Pair } from '../games/coalition-pairs';
import { correlation } from '../games/smoothness';
import type { ShapleyEstimate } from './shapley-regression';

/** The observations from which the scale of the standard errors is estimated. */
export type ScaleSource = 'all' | 'later half';

/** The prior variance of the additive part. It is so large that the data decide that part. */
const additiveVariance = 1e6;

/**
 * Shapley values of the smoothest game that takes the values found (kriging; Bayesian quadrature of the Shapley values).
 *
 * The game is modelled as a Gaussian process on coalitions: an additive part without a prior opinion, plus a part whose
 * covariance falls by a constant factor with each player in which two coalitions differ, under which interactions of k
 * players weigh decay^k. Shapley values depend on the odd part of a game alone, g(S) = (v(S) - v(S')) / 2 with S' the
 * complement, so each pair is one observation of g and the covariance is the odd one, (r^d - r^(M - d)) / 2. The
 * posterior mean passes through every observation, so it is exact for additive games (but for 1e-6), and the more
 * of the coalitions are known. Shapley values are linear in the game: theirs are averages of the covariance, known in
 * closed form. Standard errors are those of the posterior, its scale estimated from the observations: from all of them, or
 * from how far the later half is from what the observations before each foretold.
 *
 * The covariance's Cholesky factor grows by a row with each pair: n pairs take n^3 / 6 + M n^2 / 2 multiplications in all.
 */
export class ShapleyInterpolation {
  private readonly factor: GrowingCholesky;
  /** The observations, and the covariances of the Shapley values with them, both times the inverse factor. */
  private readonly whitened: Float64Array;
  private readonly functionals: Float64Array;
  private readonly values: Float64Array;
  private readonly variances: Float64Array;
  private readonly coalitions: BitSet[] = [];
  /** Covariances of the values of two coalitions, by their distance: of the smooth part, and of both. */
  private readonly smooth: Float64Array;
  private readonly covariance: Float64Array;
  /** Covariance of a player's Shapley value with a coalition of a size, the player outside and inside. */
  private readonly outside: Float64Array;
  private readonly inside: Float64Array;
  private squares = 0;

  /** @param total v(all) - v(none) */
  constructor(
    private readonly players: number,
    pairs: number,
    private readonly total: number,
  ) {
    const rows = pairs + 1;
    this.factor = new GrowingCholesky(rows);
    this.whitened = new Float64Array(rows);
    this.functionals = new Float64Array(rows * players);
    this.smooth = Float64Array.from(
      { length: players + 1 },
      (_, d) => (correlation ** d - correlation ** (players - d)) / 2,
    );
    this.covariance = this.smooth.map((value, d) => value + additiveVariance * (1 - (2 * d) / players));
    this.outside = this.shapleyCovariances(0);
    this.inside = this.shapleyCovariances(1);
    // The Shapley value of a player's own covariance with coalitions: the mean over sizes of what joining adds.
    let variance = 0;
    for (let size = 0; size < players; size++) {
      variance += (this.inside[size + 1]! - this.outside[size]!) / players;
    }
    this.values = new Float64Array(players);
    this.variances = new Float64Array(players).fill(variance);
    // The pair of all players and none is known before any other. With it, the values sum to the total.
    this.add([{ members: Array.from({ length: players }, (_, i) => i) }], [total]);
  }

  /** Adds pairs: the members of S, ascending, and v(S) - v(S'). */
  add(pairs: readonly Pick<Pair, 'members'>[], differences: readonly number[]): void {
    const { factor, coalitions } = this;
    const known = factor.size;
    for (const { members } of pairs) coalitions.push(bitSet(members, this.players));
    factor.extend(
      pairs.length,
      (row, column) => this.covariance[distance(coalitions[row]!, coalitions[column]!)]!,
    );
    pairs.forEach(({ members }, i) => this.observe(known + i, members, differences[i]!));
  }

  /** Whitens the observation of a pair and its covariances with the Shapley values, and corrects these with it. */
  private observe(row: number, members: readonly number[], difference: number): void {
    const { players, whitened, functionals } = this;
    const weights = this.factor.row(row);
    const root = weights[row]!;

    let observation = difference / 2;
    for (let k = 0; k < row; k++) observation -= weights[k]! * whitened[k]!;
    observation /= root;
    whitened[row] = observation;
    this.squares += observation * observation;

    const [start, end] = [row * players, (row + 1) * players];
    // Not by `fill` of the view: Firefox 153 fills elsewhere once it has compiled this.
    functionals.fill(this.outside[members.length]!, start, end);
    const own = functionals.subarray(start, end);
    for (const member of members) own[member] = this.inside[members.length]!;
    for (let k = 0; k < row; k++) {
      const weight = weights[k]!;
      for (let i = 0, at = k * players; i < players; i++) own[i]! -= weight * functionals[at + i]!;
    }
    for (let i = 0; i < players; i++) {
      const part = (own[i]! /= root);
      this.values[i]! += part * observation;
      this.variances[i]! -= part * part;
    }
  }

  estimate(scaleFrom: ScaleSource = 'all'): ShapleyEstimate {
    const { players, total } = this;
    // The values sum to the total, except for rounding. The rest is shared by all players.
    const rest = this.values.reduce((left, value) => left - value, total) / players;
    const spare = this.factor.size - players;
    const scale = scaleFrom === 'all' ? this.squares / spare : this.laterScale();
    return {
      values: this.values.map((value) => value + rest),
      standardErrors:
        spare > 0 ? this.variances.map((variance) => Math.sqrt(Math.max(0, variance) * scale)) : null,
      illConditioned: false,
    };
  }

  /**
   * The mean square of the later whitened observations, each the miss of a forecast in units of its expected size. Early
   * pairs, chosen or drawn, are mostly large and small coalitions, where games move most.
   */
  private laterScale(): number {
    const { size } = this.factor;
    const first = Math.min(size - 1, Math.max(this.players + 1, Math.floor(size / 2)));
    let squares = 0;
    for (let row = first; row < size; row++) squares += this.whitened[row]! ** 2;
    return squares / (size - first);
  }

  /**
   * Covariance of a player's Shapley value with the value of a coalition, by the coalition's size: what the player adds
   * to the covariance, averaged over the coalitions it may join (a of the other members, b of the other outsiders). Of
   * the additive part it is the same whatever it joins.
   */
  private shapleyCovariances(isMember: 0 | 1): Float64Array {
    const { players } = this;
    const logs = logFactorials(players);
    const additive = ((isMember ? 2 : -2) * additiveVariance) / players;
    return Float64Array.from({ length: players + 1 }, (_, size) => {
      const members = size - isMember;
      const outsiders = players - 1 - members;
      if (members < 0 || outsiders < 0) return 0;
      let sum = additive;
      for (let a = 0; a <= members; a++) {
        for (let b = 0; b <= outsiders; b++) {
          // C(members, a) C(outsiders, b) / (M C(M - 1, a + b)); for many players binomials are too large.
          const share = Math.exp(
            logs[members]! -
              logs[a]! -
              logs[members - a]! +
              logs[outsiders]! -
              logs[b]! -
              logs[outsiders - b]! +
              logs[a + b]! +
              logs[players - 1 - a - b]! -
              logs[players]!,
          );
          const before = size - a + b;
          sum += share * (this.smooth[before + (isMember ? -1 : 1)]! - this.smooth[before]!);
        }
      }
      return sum;
    });
  }
}

function logFactorials(most: number): Float64Array {
  const logs = new Float64Array(most + 1);
  for (let n = 2; n <= most; n++) logs[n] = logs[n - 1]! + Math.log(n);
  return logs;
}
