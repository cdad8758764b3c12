import { jaccard, topFeatures, type TopOrder } from './agreement';

/**
 * Stability over seeds: the mean top-k overlap (Jaccard) of every pair of runs. It is 1 if the seed changes nothing.
 *
 * @throws RangeError when there are fewer than two runs
 */
export function stability(runs: readonly ArrayLike<number>[], topK: number, order: TopOrder): number {
  if (runs.length < 2) throw new RangeError(`Stability takes at least two runs, not ${runs.length}.`);
  const tops = runs.map((values) => topFeatures(values, topK, order));
  let [sum, pairs] = [0, 0];
  for (let second = 1; second < tops.length; second++) {
    for (let first = 0; first < second; first++) {
      sum += jaccard(tops[first]!, tops[second]!);
      pairs++;
    }
  }
  return sum / pairs;
}
