import { ClassificationCounts, type ClassificationMetrics } from '../../core/metrics/classification';
import type { Predictions } from '../../core/prediction/predict';
import type { Classifier, OutputActivation } from '../../core/model/classifier';
import { classNamed } from '../../core/rows/labels';
import type { Example } from '../data/example';
import type { UnreadLine } from '../data/unread-line';
import type { PredictTexts } from '../predict/predictors';
import { measureRows, type PredictedRowsOptions } from './predicted-rows';

export interface LabelledText {
  readonly text: string;
  /** The class, an index. */
  readonly label: number;
}

export interface EvaluateOptions extends PredictedRowsOptions<LabelledText> {
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
 * Measures a model on rows with labels, as they come: it counts them, and keeps none.
 *
 * @param predictors read the rows, several at a time where there are several
 * @throws Error when no row is left to measure, a row has no label, or the labels of the model do not exclude each
 *   other
 */
export async function evaluate(
  { classes, activation }: Pick<Classifier, 'classes' | 'activation'>,
  examples: AsyncIterable<Example | UnreadLine> | Iterable<Example | UnreadLine>,
  predictors: readonly PredictTexts[],
  { without, ...options }: EvaluateOptions,
): Promise<Evaluation> {
  requireOneLabel(activation);
  const figures = new Figures(classes, without);
  const measure = {
    measured(example: Example, number: number): LabelledText | null {
      const row = labelled(example, number);
      return row.label === without ? null : row;
    },
    add: ({ probabilities, label }: LabelledText & { readonly probabilities: ArrayLike<number> }) =>
      figures.add(probabilities, label),
  };
  const { read, longTexts, tokens } = await measureRows(examples, predictors, measure, options);
  return { ...figures.measured(), longTexts, tokens, skipped: read - figures.rows };
}

/**
 * @throws Error for a model whose labels do not exclude each other: a row with one label says nothing about the others
 */
function requireOneLabel(activation: OutputActivation = 'softmax'): void {
  if (activation === 'sigmoid') {
    throw new Error(
      'rows of one label measure models that choose one of their classes, and each label of this one holds or not by itself',
    );
  }
}

/**
 * The rows that count: all of them, or all that are not of the class `without`.
 * @throws Error when none is left, or a row has no label
 */
export function measurableRows(examples: readonly Example[], without: number | null = null): LabelledText[] {
  const kept = examples
    .map((example, at) => labelled(example, at + 1))
    .filter(({ label }) => label !== without);
  if (kept.length === 0) throw noRows();
  return kept;
}

/** @param number counts the rows, from 1 @throws Error when the row has no label */
function labelled({ text, label }: Example, number: number): LabelledText {
  if (label === undefined) throw new Error(`row ${number} has no label to be measured against`);
  return { text, label };
}

function noRows(): Error {
  return new Error('no rows are left to measure: all are labelled neutral');
}

/** The figures for predictions, which have the order of the rows. */
export function measure(
  { probabilities, longTexts, tokens }: Predictions,
  rows: readonly Pick<LabelledText, 'label'>[],
  classes: readonly string[],
  without: number | null = null,
): Omit<Evaluation, 'skipped'> {
  const figures = new Figures(classes, without);
  rows.forEach(({ label }, at) => figures.add(probabilities[at]!, label));
  return { ...figures.measured(), longTexts, tokens };
}

/** Figures of rows as they come, over all classes but one that is left out. */
class Figures {
  /** The classes that count, by their indices. */
  readonly #counted: readonly number[];
  readonly #counts: ClassificationCounts;

  constructor(
    private readonly classes: readonly string[],
    private readonly without: number | null,
  ) {
    this.#counted = classes.flatMap((_, k) => (k === without ? [] : [k]));
    this.#counts = new ClassificationCounts(this.#counted.length);
  }

  get rows(): number {
    return this.#counts.rows;
  }

  add(probabilities: ArrayLike<number>, label: number): void {
    const distribution =
      this.without === null ? probabilities : distributionOver(probabilities, this.#counted);
    this.#counts.add(distribution, this.#counted.indexOf(label));
  }

  /** @throws Error when there are no rows */
  measured(): ClassificationMetrics & Pick<Evaluation, 'classes'> {
    if (this.rows === 0) throw noRows();
    return { ...this.#counts.metrics(), classes: this.#counted.map((k) => this.classes[k]!) };
  }
}

/** The conditional distribution, given that the text belongs to one of these classes. */
function distributionOver(probabilities: ArrayLike<number>, classes: readonly number[]): number[] {
  const some = classes.map((k) => probabilities[k]!);
  const sum = some.reduce((total, value) => total + value, 0);
  return some.map((value) => value / sum);
}
