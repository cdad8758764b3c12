import type { Classifier, DifferentiableClassifier } from '../core/model/classifier';
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
  const logits = await checkLogits(classifier, golden, integer);
  return { logits, gradient: await checkGradients(classifier, golden) };
}

/** The logits alone. @returns the largest absolute difference of one @throws Error as `checkGolden` */
export async function checkLogits(
  classifier: Pick<Classifier, 'logits'>,
  golden: GoldenOutputs,
  integer: boolean,
): Promise<number> {
  const logits = await classifier.logits(golden.rows.map((row) => ({ ids: row.ids })));
  const largest = golden.rows.reduce(
    (most, row, index) => Math.max(most, largestDifference(row.logits, logits[index] ?? [])),
    0,
  );
  requireWithin('logits', largest, integer ? golden.tolerance.integerLogits : golden.tolerance.logits);
  return largest;
}

/**
 * The gradients, and the outputs that come with them.
 * @returns the largest difference of a gradient's entry, relative to the gradient's largest entry
 * @throws Error as `checkGolden`
 */
export async function checkGradients(
  classifier: DifferentiableClassifier,
  golden: GoldenOutputs,
): Promise<number> {
  let outputDifference = 0;
  let gradientDifference = 0;
  for (const row of golden.rows) {
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
  requireWithin('explained outputs', outputDifference, golden.tolerance.logits);
  requireWithin('gradients', gradientDifference, golden.tolerance.gradient);
  return gradientDifference;
}

function requireWithin(what: string, difference: number, limit: number): void {
  // The comparison is written so that NaN fails.
  if (difference <= limit) return;
  throw new Error(`its ${what} are off by ${format(difference)} (allowed: ${format(limit)})`);
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
