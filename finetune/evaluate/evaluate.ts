import { classificationMetrics, type ClassificationMetrics } from '../../core/metrics/classification';
import {
  predict,
  type Predictions,
  type PredictOptions,
  type Predictor,
} from '../../core/prediction/predict';
import type { OutputActivation } from '../../core/model/classifier';
import { classNamed } from '../../core/rows/labels';
import type { Example } from '../data/example';

export interface EvaluateOptions extends PredictOptions {
  /** The index of a class that is left out, both as an answer and among the rows. Null: all classes count. */
  readonly without: number | null;
}

export interface Evaluation extends ClassificationMetrics {
  /** The names of the classes, in the order of perClass and confusion. */
  readonly classes: readonly string[];
  /** How many rows are left out because they have the label of the class that is left out. */
  readonly skipped: number;
  /** How many texts are longer than what the model reads at once. */
  readonly longTexts: number;
  readonly tokens: number;
}

/** The index of the class "neutral", which binary figures leave out. Null if the model has no such class. */
export function neutralClass(classes: readonly string[]): number | null {
  return classNamed(classes, 'neutral');
}

/**
 * Measures a model on rows with labels.
 * @throws Error when no row is left to measure, a row has no label, or the labels of the model do not exclude each
 *   other
 */
export async function evaluate(
  model: Predictor,
  examples: readonly Example[],
  { without, ...options }: EvaluateOptions,
): Promise<Evaluation> {
  requireOneLabel(model.classifier.activation);
  const kept = measurableRows(examples, without);
  const predictions = await predict(
    model,
    kept.map(({ text }) => text),
    options,
  );
  const figures = measure(predictions, kept, model.classifier.classes, without);
  return { ...figures, skipped: examples.length - kept.length };
}

/**
 * @throws Error for a model whose labels do not exclude each other: a row with one label says nothing about the others
 */
export function requireOneLabel(activation: OutputActivation = 'softmax'): void {
  if (activation === 'sigmoid') {
    throw new Error(
      'rows of one label measure models that choose one of their classes, and each label of this one holds or not by itself',
    );
  }
}

export interface LabelledText {
  readonly text: string;
  /** The class, an index. */
  readonly label: number;
}

/**
 * The rows that count: all of them, or all that are not of the class `without`.
 * @throws Error when none is left, or a row has no label
 */
export function measurableRows(examples: readonly Example[], without: number | null = null): LabelledText[] {
  const labelled = examples.map(({ text, label }, row) => {
    if (label === undefined) throw new Error(`row ${row + 1} has no label to be measured against`);
    return { text, label };
  });
  const kept = labelled.filter(({ label }) => label !== without);
  if (kept.length === 0) throw new Error('no rows are left to measure: all are labelled neutral');
  return kept;
}

/** The figures for predictions, which have the order of the rows. */
export function measure(
  { probabilities, longTexts, tokens }: Predictions,
  rows: readonly LabelledText[],
  classes: readonly string[],
  without: number | null = null,
): Omit<Evaluation, 'skipped'> {
  const counted = classes.flatMap((_, k) => (k === without ? [] : [k]));
  const metrics = classificationMetrics(
    without === null ? probabilities : probabilities.map((row) => distributionOver(row, counted)),
    rows.map(({ label }) => counted.indexOf(label)),
  );
  return { ...metrics, classes: counted.map((k) => classes[k]!), longTexts, tokens };
}

/** The conditional distribution, given that the text belongs to one of these classes. */
function distributionOver(probabilities: ArrayLike<number>, classes: readonly number[]): number[] {
  const some = classes.map((k) => probabilities[k]!);
  const sum = some.reduce((total, value) => total + value, 0);
  return some.map((value) => value / sum);
}
