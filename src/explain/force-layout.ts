/** One feature's stretch of a force plot, in units of the target. */
export interface Force {
  readonly index: number;
  readonly value: number;
  readonly from: number;
  readonly to: number;
}

export interface ForceLayout {
  /** Positive forces, the largest next to the output; they end at the output. */
  readonly pushing: readonly Force[];
  /** Negative forces, the largest next to the output; they begin at the output. */
  readonly pulling: readonly Force[];
  readonly least: number;
  readonly most: number;
}

/**
 * The force plot of Lundberg et al. (2018): what raises the output stacks up on its left, what lowers it on its right, so
 * that the stacks' difference in length is the way from the base value to the output.
 */
export function forceLayout(values: readonly number[], baseValue: number): ForceLayout {
  const output = values.reduce((sum, value) => sum + value, baseValue);
  const order = values
    .map((value, index) => ({ value, index }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const pushing: Force[] = [];
  const pulling: Force[] = [];
  let left = output;
  let right = output;
  for (const { value, index } of order) {
    if (value > 0) {
      pushing.push({ index, value, from: left - value, to: left });
      left -= value;
    } else if (value < 0) {
      pulling.push({ index, value, from: right, to: right - value });
      right -= value;
    }
  }
  return { pushing, pulling, least: Math.min(left, baseValue), most: Math.max(right, baseValue) };
}
