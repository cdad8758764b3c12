import type { Interval } from '../../core/math/bootstrap';

const percents = (share: number) => Math.round(100 * share);

/** "74 % (61 to 84)": a share and its 95 % interval. */
export function shareWords({ estimate, low, high }: Interval): string {
  return `${percents(estimate)}\u00a0% (${percents(low)} to ${percents(high)})`;
}

/** "+8 points (\u22122 to +18)". */
export function pointsWords({ estimate, low, high }: Interval): string {
  return `${signedPoints(estimate)} points (${signedPoints(low)} to ${signedPoints(high)})`;
}

/** "0.612 (0.540 to 0.690)". */
export function numberWords({ estimate, low, high }: Interval): string {
  return `${estimate.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}

function signedPoints(share: number): string {
  const points = percents(share);
  return points === 0 ? '0' : points < 0 ? `\u2212${-points}` : `+${points}`;
}
