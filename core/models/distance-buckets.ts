/** Buckets of the distances between two tokens. */
export const distanceBuckets = 32;

/** From this distance on, all share the last bucket of their side. */
const farthest = 128;

/**
 * The bucket of the distance from a query to a key, as T5 and MPNet have it (Raffel et al. 2020): half of the buckets for keys
 * behind the query; in each half one bucket for each short distance, and logarithmically wider ones up to 128.
 *
 * @param distance place of the key less that of the query
 */
export function distanceBucket(distance: number): number {
  const half = distanceBuckets / 2;
  const exact = half / 2;
  const size = Math.abs(distance);
  const side = distance > 0 ? half : 0;
  if (size < exact) return side + size;
  // In float32, as the model was trained with.
  const share = Math.fround(Math.fround(Math.log(size / exact)) / Math.fround(Math.log(farthest / exact)));
  return side + Math.min(exact + Math.floor(Math.fround(share * (half - exact))), half - 1);
}
