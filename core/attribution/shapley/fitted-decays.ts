import type { Pair } from '../games/coalition-pairs';
import { coalitionOf, type Coalition } from '../games/game';
import { interactionDecay } from '../games/smoothness';
import { additiveVariance, correlationsOf } from './odd-prior';

/** The logarithms of decays are expected around that of the fixed decay, with this standard deviation. */
const spread = 1;
/** A decay stays between these: at 0 a player is additive, at 1 nothing is known of one coalition from another. */
const [leastDecay, mostDecay] = [0.005, 0.95];

/** Quasi-Newton steps. More change nothing that could be seen in an estimate. */
const steps = 6;
/** No step moves the logarithm of a decay further. */
const longestStep = 1.5;
const halvings = 4;

/** Coalitions S as one byte a player, and (v(S) - v(S')) / 2 of each. */
interface Observations {
  readonly coalitions: readonly Coalition[];
  readonly values: Float64Array;
}

/**
 * The decay of each player by which a game's values are most likely: the largest marginal likelihood of the Gaussian
 * process of `decayPrior`, the scale and the additive part integrated out (REML), times a log-normal prior around the
 * fixed decay. Without this prior the fit is often worse than none where observations are few.
 *
 * By BFGS with exact gradients. n observations take n^3 / 2 + M n^2 multiplications a step.
 *
 * @param differences v(S) - v(S') of each pair
 * @param total v(all) - v(none)
 * @param start decays to begin with
 * @returns `start` where the pairs are too few, or show nothing beside the additive part
 */
export function fitDecays(
  players: number,
  pairs: readonly Pick<Pair, 'members'>[],
  differences: readonly number[],
  total: number,
  start: Float64Array,
): Float64Array {
  if (pairs.length <= players) return start;
  const observations: Observations = {
    coalitions: [
      new Uint8Array(players).fill(1),
      ...pairs.map(({ members }) => coalitionOf(players, members)),
    ],
    values: Float64Array.from([total, ...differences], (difference) => difference / 2),
  };
  let at: Float64Array = start.map(Math.log);
  let found = posterior(observations, at);
  if (!found) return start;
  let inverse: Float64Array | null = null;
  for (let step = 0; step < steps; step++) {
    const direction = descend(inverse, found.gradient);
    const longest = Math.max(...direction.map(Math.abs));
    if (longest < 1e-3) break;
    const slope = dot(direction, found.gradient);
    let scale = Math.min(1, longestStep / longest);
    let next: ReturnType<typeof posterior> = null;
    let moved = at;
    for (let tries = 0; tries <= halvings; tries++, scale /= 2) {
      moved = at.map((value, i) => within(value + scale * direction[i]!));
      next = posterior(observations, moved);
      if (next && next.value <= found.value + 1e-4 * scale * slope) break;
      next = null;
    }
    if (!next) break;
    const shift = moved.map((value, i) => value - at[i]!);
    const turn = next.gradient.map((value, i) => value - found!.gradient[i]!);
    inverse = updated(inverse, shift, turn);
    [at, found] = [moved, next];
  }
  return at.map(Math.exp);
}

function within(logDecay: number): number {
  return Math.min(Math.log(mostDecay), Math.max(Math.log(leastDecay), logDecay));
}

/** The negative logarithm of the posterior density at the logarithms of decays, but for a constant, and its gradient. */
function posterior(
  { coalitions, values }: Observations,
  logDecays: Float64Array,
): { readonly value: number; readonly gradient: Float64Array } | null {
  const players = logDecays.length;
  const count = values.length;
  const decays = logDecays.map(Math.exp);
  const correlations = correlationsOf(decays);
  const all = correlations.reduce((product, r) => product * r, 1);
  // Products of the correlations of the players in which two coalitions differ, and of those in which they do not.
  const like = new Float64Array(count * count);
  const matrix = new Float64Array(count * count);
  for (let a = 0; a < count; a++) {
    const first = coalitions[a]!;
    for (let b = 0; b <= a; b++) {
      const second = coalitions[b]!;
      let [product, differing] = [1, 0];
      for (let i = 0; i < players; i++) {
        if (first[i] === second[i]) continue;
        product *= correlations[i]!;
        differing++;
      }
      like[a * count + b] = product;
      matrix[a * count + b] =
        (product - all / product) / 2 + additiveVariance * (1 - (2 * differing) / players);
    }
  }
  const factored = invert(matrix, count);
  if (!factored) return null;
  const { logDeterminant, inverse } = factored;
  const solved = new Float64Array(count);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++)
      solved[a]! += inverse[Math.max(a, b) * count + Math.min(a, b)]! * values[b]!;
  }
  const squares = dot(solved, values);
  const freedom = count - players;
  if (!(squares > 0)) return null;

  // Derivatives by the logarithms of the correlations: half the trace of what multiplies that of the covariance.
  const own = new Float64Array(players);
  let shared = 0;
  for (let a = 0; a < count; a++) {
    const first = coalitions[a]!;
    for (let b = 0; b <= a; b++) {
      const second = coalitions[b]!;
      const weight = inverse[a * count + b]! - (solved[a]! * solved[b]! * freedom) / squares;
      const half = (a === b ? 0.25 : 0.5) * weight;
      const product = like[a * count + b]!;
      const rest = half * (all / product);
      shared -= rest;
      const both = half * product + rest;
      for (let i = 0; i < players; i++) if (first[i] !== second[i]) own[i]! += both;
    }
  }
  const centre = Math.log(interactionDecay);
  let value = (freedom / 2) * Math.log(squares / freedom) + logDeterminant / 2;
  const gradient = new Float64Array(players);
  for (let i = 0; i < players; i++) {
    const away = logDecays[i]! - centre;
    value += away ** 2 / (2 * spread ** 2);
    // d log r / d log l = -2 l / (1 - l^2)
    const decay = decays[i]!;
    gradient[i] = ((own[i]! + shared) * -2 * decay) / (1 - decay * decay) + away / spread ** 2;
  }
  return Number.isFinite(value) ? { value, gradient } : null;
}

/** The inverse (its lower half) and the determinant of a positive definite matrix, given by its lower half; null: it is none. */
function invert(
  matrix: Float64Array,
  n: number,
): { readonly logDeterminant: number; readonly inverse: Float64Array } | null {
  // Cholesky in place.
  let logDeterminant = 0;
  for (let row = 0; row < n; row++) {
    const at = row * n;
    for (let column = 0; column <= row; column++) {
      const other = column * n;
      let sum = matrix[at + column]!;
      for (let k = 0; k < column; k++) sum -= matrix[at + k]! * matrix[other + k]!;
      if (column < row) matrix[at + column] = sum / matrix[other + column]!;
      else {
        if (!(sum > 0)) return null;
        matrix[at + row] = Math.sqrt(sum);
        logDeterminant += Math.log(sum);
      }
    }
  }
  // The transposed inverse of the factor: row `column` holds the column of the inverse from its diagonal on.
  const columns = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    const own = column * n;
    columns[own + column] = 1 / matrix[own + column]!;
    for (let row = column + 1; row < n; row++) {
      const at = row * n;
      let sum = 0;
      for (let k = column; k < row; k++) sum -= matrix[at + k]! * columns[own + k]!;
      columns[own + row] = sum / matrix[at + row]!;
    }
  }
  const inverse = new Float64Array(n * n);
  for (let a = 0; a < n; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let k = a; k < n; k++) sum += columns[a * n + k]! * columns[b * n + k]!;
      inverse[a * n + b] = sum;
    }
  }
  return { logDeterminant, inverse };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** The direction of the next step: the negative gradient times the inverse of the curvature as far as it is known. */
function descend(inverse: Float64Array | null, gradient: Float64Array): Float64Array {
  const n = gradient.length;
  if (!inverse) return gradient.map((value) => -value * spread ** 2);
  return gradient.map((_, i) => -dot(inverse.subarray(i * n, (i + 1) * n), gradient));
}

/** The inverse curvature after one more step (Broyden, Fletcher, Goldfarb, Shanno). */
function updated(inverse: Float64Array | null, shift: Float64Array, turn: Float64Array): Float64Array | null {
  const n = shift.length;
  const curvature = dot(shift, turn);
  // A step along which the gradient does not grow says nothing of a minimum.
  if (curvature <= 1e-12) return inverse;
  let current = inverse;
  if (!current) {
    current = new Float64Array(n * n);
    for (let i = 0; i < n; i++) current[i * n + i] = curvature / dot(turn, turn);
  }
  const turned = turn.map((_, i) => dot(current.subarray(i * n, (i + 1) * n), turn));
  const factor = (1 + dot(turn, turned) / curvature) / curvature;
  return current.map((value, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return (
      value + factor * shift[i]! * shift[j]! - (turned[i]! * shift[j]! + shift[i]! * turned[j]!) / curvature
    );
  });
}
