import { bootstrapMean, type Interval } from '../math/bootstrap';
import { Random } from '../math/random';
import { argmax } from '../math/argmax';
import { softmax } from '../math/softmax';
import { wilson } from '../math/wilson';
import { classificationMetrics } from '../metrics/classification';
import { macroIntervals } from '../metrics/confusion-intervals';
import { meanNegativeLogLikelihood } from '../metrics/temperature';

/** How a model does on labels, with 95 % intervals. */
export interface Figures {
  /** Wilson's interval. */
  readonly accuracy: Interval;
  /** Mean recall of the classes that have labels; bootstrap over the labels. */
  readonly macroRecall: Interval;
  /** Mean of -log p(label) in nats, at the model's temperature; bootstrap over the labels. */
  readonly logLoss: Interval;
}

/** What teaching did, on labels that it did not learn from, and on texts that it was not taught. */
export interface TeachReport {
  /** Labels that were held out. */
  readonly heldOut: number;
  readonly before: Figures;
  readonly after: Figures;
  /** Accuracy after minus before, on the same labels; bootstrap over them. */
  readonly gain: Interval;
  /** Labels that are right now and were not, and the other way round. */
  readonly mended: number;
  readonly broken: number;
  /** Share of the model's own answers that are others now, on texts that were not taught; null where there were none. */
  readonly changed: Interval | null;
  /** How many texts those were. */
  readonly kept: number;
}

/** Logits of a model before and after, of the same rows. */
export interface BeforeAfter {
  readonly before: readonly ArrayLike<number>[];
  readonly after: readonly ArrayLike<number>[];
}

/**
 * Holds a taught model against what it was.
 * @param heldOut rows that have the labels, at least one
 * @param kept rows that were not taught
 * @param temperature divides the logits
 * @throws RangeError when no label is held out
 */
export function teachReport(
  heldOut: BeforeAfter,
  labels: ArrayLike<number>,
  kept: BeforeAfter,
  temperature: number,
): TeachReport {
  const right = (logits: readonly ArrayLike<number>[]) =>
    logits.map((row, at) => Number(argmax(row) === labels[at]));
  const [before, after] = [right(heldOut.before), right(heldOut.after)];
  const differences = after.map((hit, at) => hit - before[at]!);
  const changed = kept.after.filter((row, at) => argmax(row) !== argmax(kept.before[at]!)).length;
  return {
    heldOut: labels.length,
    before: figuresOf(heldOut.before, labels, temperature),
    after: figuresOf(heldOut.after, labels, temperature),
    gain: bootstrapMean(differences, new Random(0)),
    mended: differences.filter((difference) => difference > 0).length,
    broken: differences.filter((difference) => difference < 0).length,
    changed: kept.after.length === 0 ? null : wilson(changed, kept.after.length),
    kept: kept.after.length,
  };
}

function figuresOf(
  logits: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  temperature: number,
): Figures {
  const probabilities = logits.map((row) => softmax(Float64Array.from(row, (value) => value / temperature)));
  const { accuracy, confusion } = classificationMetrics(probabilities, labels);
  const losses = logits.map((row, at) => meanNegativeLogLikelihood([row], [labels[at]!], temperature));
  return {
    accuracy: wilson(Math.round(accuracy * labels.length), labels.length),
    macroRecall: macroIntervals(confusion, new Random(0)).macroRecall,
    logLoss: bootstrapMean(losses, new Random(0)),
  };
}
