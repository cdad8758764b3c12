/** A stretch of a force plot, in units of the target: one feature, or the small ones of a sign together. */
export interface Force {
  /** null: several features. */
  readonly index: number | null;
  /** How many features it stands for. */
  readonly features: number;
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

/** Features of a sign that stand alone; of a long text the others would be too thin to be seen. */
const alone = 40;

/**
 * The force plot of Lundberg et al. (2018): what raises the output stacks up on its left, what lowers it on its right, so
 * that the stacks' difference in length is the way from the base value to the output.
 */
export function forceLayout(values: readonly number[], baseValue: number): ForceLayout {
  const output = values.reduce((sum, value) => sum + value, baseValue);
  const order = values
    .map((value, index) => ({ value, index }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const pushing = stack(
    order.filter(({ value }) => value > 0),
    output,
  );
  const pulling = stack(
    order.filter(({ value }) => value < 0),
    output,
  );
  return {
    pushing,
    pulling,
    least: Math.min(pushing.at(-1)?.from ?? output, baseValue),
    most: Math.max(pulling.at(-1)?.to ?? output, baseValue),
  };
}

/** Values of one sign, largest first, laid end to end from `output` outwards. */
function stack(
  parts: readonly { readonly value: number; readonly index: number }[],
  output: number,
): readonly Force[] {
  const forces: Force[] = [];
  let end = output;
  const lay = (value: number, index: number | null, features: number): void => {
    const next = end - value;
    forces.push({ index, features, value, from: Math.min(end, next), to: Math.max(end, next) });
    end = next;
  };
  for (const { value, index } of parts.slice(0, alone)) lay(value, index, 1);
  const rest = parts.slice(alone);
  if (rest.length > 0) {
    lay(
      rest.reduce((sum, { value }) => sum + value, 0),
      null,
      rest.length,
    );
  }
  return forces;
}
