import type { Interval } from './bootstrap';

/** Two standard deviations of the normal distribution, for 95 %. */
const z = 1.959963984540054;

/**
 * 95 % interval of a share (Wilson 1927): within 0 and 1 however few are counted, and as wide as it should be at the ends.
 *
 * @throws RangeError when nothing was counted, or more hits than were counted
 */
export function wilson(hits: number, of: number): Interval {
  if (!(of > 0) || hits < 0 || hits > of) throw new RangeError(`${hits} of ${of} is no share.`);
  const estimate = hits / of;
  const centre = estimate + (z * z) / (2 * of);
  const reach = z * Math.sqrt((estimate * (1 - estimate)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return {
    estimate,
    // Rounding must not leave the share itself out.
    low: Math.min(estimate, Math.max(0, (centre - reach) / scale)),
    high: Math.max(estimate, Math.min(1, (centre + reach) / scale)),
  };
}
