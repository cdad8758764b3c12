import { bitSet, type BitSet } from '../../math/bit-set';
import { GrowingCholesky } from '../../math/growing-cholesky';
import type { Pair } from '../games/coalition-pairs';
import { uniformPrior, type OddPrior } from './odd-prior';
import type { ShapleyEstimate } from './shapley-regression';

/**
 * A pair whose variance, given those before it, is below this cannot be told from them: entries of the covariance have the
 * size of the additive part, so float64 rounds them by about 1e-10.
 */
const leastVariance = 1e-8;

/**
 * Shapley values of the smoothest game that takes the values found (kriging; Bayesian quadrature of the Shapley values).
 *
 * The game is modelled as a Gaussian process on coalitions: see `OddPrior`. Shapley values depend on the odd part of a
 * game alone, so each pair is one observation. The posterior mean passes through every observation. So it is exact for
 * additive games (but for 1e-6), and the more exact the more of the coalitions are known. Shapley values are linear in
 * the game: theirs are averages of the covariance, known in closed form. Standard errors are those of the posterior, its
 * scale estimated from all observations.
 *
 * The covariance's Cholesky factor grows by a row with each pair: n pairs take n^3 / 6 + M n^2 / 2 multiplications in all.
 */
export class ShapleyInterpolation {
  private readonly factor = new GrowingCholesky();
  /** The observations, and the covariances of the Shapley values with them, both times the inverse factor. */
  private readonly whitened: Float64Array;
  private readonly functionals: Float64Array;
  private readonly values: Float64Array;
  private readonly variances: Float64Array;
  private readonly coalitions: BitSet[] = [];
  private squares = 0;
  #isSound = true;

  /**
   * @param pairs how many pairs will be added at most
   * @param total v(all) - v(none)
   */
  constructor(
    private readonly players: number,
    pairs: number,
    private readonly total: number,
    private readonly prior: OddPrior = uniformPrior(players),
  ) {
    const rows = pairs + 1;
    this.whitened = new Float64Array(rows);
    this.functionals = new Float64Array(rows * players);
    this.values = new Float64Array(players);
    this.variances = prior.variances.slice();
    // The pair of all players and none is known before any other. With it, the values sum to the total.
    this.add([{ members: Array.from({ length: players }, (_, i) => i) }], [total]);
  }

  /**
   * Whether float64 tells all pairs apart. If not, the estimate is made of rounding. The fixed correlation always does, but
   * correlations near 1 expect next to nothing of interactions of many players.
   */
  get isSound(): boolean {
    return this.#isSound;
  }

  /** Adds pairs: the members of S, ascending, and v(S) - v(S'). */
  add(pairs: readonly Pick<Pair, 'members'>[], differences: readonly number[]): void {
    const { factor, coalitions } = this;
    const known = factor.size;
    for (const { members } of pairs) coalitions.push(bitSet(members, this.players));
    factor.extend(pairs.length, (row, column) =>
      this.prior.covariance(coalitions[row]!, coalitions[column]!),
    );
    pairs.forEach(({ members }, i) => this.observe(known + i, members, differences[i]!));
  }

  /** Whitens the observation of a pair and its covariances with the Shapley values, and corrects these with it. */
  private observe(row: number, members: readonly number[], difference: number): void {
    const { players, whitened, functionals } = this;
    const weights = this.factor.row(row);
    const root = weights[row]!;
    // Of a negative variance the root is no number.
    if (!(root * root > leastVariance)) this.#isSound = false;

    let observation = difference / 2;
    for (let k = 0; k < row; k++) observation -= weights[k]! * whitened[k]!;
    observation /= root;
    whitened[row] = observation;
    this.squares += observation * observation;

    const [start, end] = [row * players, (row + 1) * players];
    this.prior.shapley(members, functionals, start);
    const own = functionals.subarray(start, end);
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

  estimate(): ShapleyEstimate {
    const { players, total } = this;
    // The values sum to the total, except for rounding. The rest is shared by all players.
    const rest = this.values.reduce((left, value) => left - value, total) / players;
    // The scale of the game is estimated, so its values follow Student's t distribution. This is its variance.
    const freedom = this.factor.size - players;
    const scale = this.squares / (freedom - 2);
    return {
      values: this.values.map((value) => value + rest),
      standardErrors:
        freedom > 2 ? this.variances.map((variance) => Math.sqrt(Math.max(0, variance) * scale)) : null,
      illConditioned: false,
    };
  }
}
