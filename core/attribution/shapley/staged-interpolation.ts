import type { Pair } from '../games/coalition-pairs';
import { interactionDecay } from '../games/smoothness';
import { fitDecays } from './fitted-decays';
import { decayPrior } from './odd-prior';
import { ShapleyInterpolation } from './shapley-interpolation';
import type { ShapleyEstimate } from './shapley-regression';

/** The correlations of an interpolation: one fixed number, or one a player, fitted to the values found. */
export type Correlations = 'fixed' | 'fitted';

/**
 * Correlations are fitted from two pairs a player on, anew when the pairs have grown by `refit`, up to so many pairs a
 * player and in all: a fit takes time that grows with the cube of the pairs, and later ones change little.
 */
const [fewestFitted, mostFittedEach, mostFitted, refit] = [2, 5, 128, 1.5] as const;

/**
 * Makes the function that turns the differences v(S) - v(S') of the first pairs into an estimate by interpolation. It is
 * called with more pairs each time: what it says depends on how many they were each time, as that is when it fits.
 *
 * @param total v(all) - v(none)
 */
export function stagedInterpolation(
  players: number,
  pairs: readonly Pair[],
  total: number,
  correlations: Correlations,
): (differences: readonly number[]) => ShapleyEstimate {
  let interpolation = new ShapleyInterpolation(players, pairs.length, total);
  let decays: Float64Array = new Float64Array(players).fill(interactionDecay);
  let [taken, fitted] = [0, 0];
  let mayFit = correlations === 'fitted';
  return (differences) => {
    const count = differences.length;
    const isFitted =
      mayFit &&
      count >= Math.max(fewestFitted * players, refit * fitted) &&
      count <= Math.min(mostFittedEach * players, mostFitted);
    if (isFitted) {
      decays = fitDecays(players, pairs.slice(0, count), differences, total, decays);
      interpolation = new ShapleyInterpolation(players, pairs.length, total, decayPrior(decays));
      [taken, fitted] = [0, count];
    }
    interpolation.add(pairs.slice(taken, count), differences.slice(taken));
    taken = count;
    if (mayFit && !interpolation.isSound) {
      // Correlations fitted to a game of next to no interactions: the fixed one serves it as well.
      mayFit = false;
      interpolation = new ShapleyInterpolation(players, pairs.length, total);
      interpolation.add(pairs.slice(0, count), differences);
    }
    return interpolation.estimate();
  };
}
