import type { Interval } from '../../core/math/bootstrap';

const percents = (share: number) => Math.round(100 * share);

/** "74 % (61 to 84)": a share and its 95 % interval. */
export function shareWords(interval: Interval): string {
  const { estimate, range } = shareParts(interval);
  return `${estimate} (${range})`;
}

/** An interval in words, its estimate by itself: a table on a narrow screen parts them. */
export interface IntervalWords {
  readonly estimate: string;
  readonly range: string;
}

/** "+8 points (\u22122 to +18)". */
export function pointsWords({ estimate, low, high }: Interval): string {
  return `${signedPoints(estimate)} points (${signedPoints(low)} to ${signedPoints(high)})`;
}

/** "74 %", "61 to 84". */
export function shareParts({ estimate, low, high }: Interval): IntervalWords {
  return { estimate: `${percents(estimate)}\u00a0%`, range: `${percents(low)} to ${percents(high)}` };
}

/** "0.612", "0.540 to 0.690". */
export function numberParts({ estimate, low, high }: Interval): IntervalWords {
  return { estimate: estimate.toFixed(3), range: `${low.toFixed(3)} to ${high.toFixed(3)}` };
}

function signedPoints(share: number): string {
  const points = percents(share);
  return points === 0 ? '0' : points < 0 ? `\u2212${-points}` : `+${points}`;
}
