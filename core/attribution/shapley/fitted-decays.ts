import { inverseOf } from '../../math/inverse';
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

interface Observations {
  /** (v(S) - v(S')) / 2 of each coalition S. */
  readonly values: Float64Array;
  /** The players in which two coalitions differ, of one pair of coalitions a >= b after the other. */
  readonly differing: Uint16Array;
  /** Where those of each pair begin, and where the last end. */
  readonly starts: Uint32Array;
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
  const coalitions = [
    new Uint8Array(players).fill(1),
    ...pairs.map(({ members }) => coalitionOf(players, members)),
  ];
  const observations: Observations = {
    values: Float64Array.from([total, ...differences], (difference) => difference / 2),
    ...differingPlayers(players, coalitions),
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

/** Each step asks for them twice: listed once, they take a fraction of the time of comparing the coalitions again. */
function differingPlayers(
  players: number,
  coalitions: readonly Coalition[],
): Pick<Observations, 'differing' | 'starts'> {
  const count = coalitions.length;
  const differing = new Uint16Array(((count * (count + 1)) / 2) * players);
  const starts = new Uint32Array((count * (count + 1)) / 2 + 1);
  let [pair, end] = [0, 0];
  for (const [a, first] of coalitions.entries()) {
    for (let b = 0; b <= a; b++) {
      const second = coalitions[b]!;
      for (let i = 0; i < players; i++) {
        // Written whether it counts or not: a branch would be guessed wrong every other time.
        differing[end] = i;
        end += first[i]! ^ second[i]!;
      }
      starts[++pair] = end;
    }
  }
  return { differing, starts };
}

function within(logDecay: number): number {
  return Math.min(Math.log(mostDecay), Math.max(Math.log(leastDecay), logDecay));
}

/** The negative logarithm of the posterior density at the logarithms of decays, but for a constant, and its gradient. */
function posterior(
  { values, differing, starts }: Observations,
  logDecays: Float64Array,
): { readonly value: number; readonly gradient: Float64Array } | null {
  const players = logDecays.length;
  const count = values.length;
  const decays = logDecays.map(Math.exp);
  const correlations = correlationsOf(decays);
  const all = correlations.reduce((product, r) => product * r, 1);
  // Products of the correlations of the players in which two coalitions differ, and of those in which they do not.
  const like = new Float64Array(starts.length - 1);
  const covariances = new Float64Array(starts.length - 1);
  for (let a = 0, pair = 0; a < count; a++) {
    for (let b = 0; b <= a; b++, pair++) {
      const start = starts[pair]!;
      const end = starts[pair + 1]!;
      let product = 1;
      for (let at = start; at < end; at++) product *= correlations[differing[at]!]!;
      like[pair] = product;
      covariances[pair] =
        (product - all / product) / 2 + additiveVariance * (1 - (2 * (end - start)) / players);
    }
  }
  const found = inverseOf(count, (a, b) => covariances[(a * (a + 1)) / 2 + b]!);
  if (!found) return null;
  const { logDeterminant, rows: inverse } = found;
  const solved = new Float64Array(count);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) solved[a]! += inverse[Math.max(a, b)]![Math.min(a, b)]! * values[b]!;
  }
  const squares = dot(solved, values);
  const freedom = count - players;
  if (!(squares > 0)) return null;

  // Derivatives by the logarithms of the correlations: half the trace of what multiplies that of the covariance.
  const own = new Float64Array(players);
  let shared = 0;
  for (let a = 0, pair = 0; a < count; a++) {
    for (let b = 0; b <= a; b++, pair++) {
      const weight = inverse[a]![b]! - (solved[a]! * solved[b]! * freedom) / squares;
      const half = (a === b ? 0.25 : 0.5) * weight;
      const product = like[pair]!;
      const rest = half * (all / product);
      shared -= rest;
      const both = half * product + rest;
      const end = starts[pair + 1]!;
      for (let at = starts[pair]!; at < end; at++) own[differing[at]!]! += both;
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
