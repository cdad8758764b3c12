import type { DifferentiableClassifier } from '../core/model/classifier';
import type { GoldenOutputs } from '../core/model/golden-outputs';

export interface GoldenDifferences {
  /** Largest absolute difference of a logit. */
  readonly logits: number;
  /** Largest difference of a gradient's entry, relative to the gradient's largest entry. */
  readonly gradient: number;
}

/**
 * Compares a backend's answers with the golden outputs of the model. Some releases of the runtime have been silently
 * wrong on some graphics cards.
 *
 * @param integer whether the logits come from integer products, which have a tolerance of their own
 * @throws Error when they differ by more than the model's tolerance; the message says by how much
 */
export async function checkGolden(
  classifier: DifferentiableClassifier,
  golden: GoldenOutputs,
  integer: boolean,
): Promise<GoldenDifferences> {
  const logits = await classifier.logits(golden.rows.map((row) => ({ ids: row.ids })));
  let logitsDifference = 0;
  let outputDifference = 0;
  let gradientDifference = 0;
  for (const [index, row] of golden.rows.entries()) {
    logitsDifference = Math.max(logitsDifference, largestDifference(row.logits, logits[index] ?? []));
    const [answer] = await classifier.gradients([{ embeddings: classifier.embed(row.ids) }], row.target);
    outputDifference = Math.max(
      outputDifference,
      largestDifference([row.output], answer ? [answer.output] : []),
    );
    const scale = row.gradient.reduce(
      (largest, value) => Math.max(largest, Math.abs(value)),
      Number.MIN_VALUE,
    );
    const difference = largestDifference(row.gradient, answer?.gradient ?? []) / scale;
    gradientDifference = Math.max(gradientDifference, difference);
  }
  const limit = integer ? golden.tolerance.integerLogits : golden.tolerance.logits;
  // The comparison is written so that NaN fails.
  if (!(logitsDifference <= limit)) {
    throw new Error(`its logits are off by ${format(logitsDifference)} (allowed: ${format(limit)})`);
  }
  if (!(outputDifference <= golden.tolerance.logits)) {
    throw new Error(
      `its explained outputs are off by ${format(outputDifference)} (allowed: ${format(golden.tolerance.logits)})`,
    );
  }
  if (!(gradientDifference <= golden.tolerance.gradient)) {
    throw new Error(
      `its gradients are off by ${format(gradientDifference)} (allowed: ${format(golden.tolerance.gradient)})`,
    );
  }
  return { logits: logitsDifference, gradient: gradientDifference };
}

function largestDifference(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  if (expected.length !== actual.length) return Number.NaN;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((actual[i] as number) - (expected[i] as number));
    if (!(difference <= largest)) largest = difference;
    if (Number.isNaN(difference)) return difference;
  }
  return largest;
}

function format(value: number): string {
  return Number.isNaN(value) ? 'not a number' : value.toPrecision(2);
}
