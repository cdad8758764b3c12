import { ClassificationCounts, type ClassificationMetrics } from '../../core/metrics/classification';
import type { Predictions } from '../../core/prediction/predict';
import { LabelSetCounts, type MultiLabelMetrics } from '../../core/metrics/multi-label';
import type { Classifier, OutputActivation } from '../../core/model/classifier';
import { inChunks, inOrder } from '../../cli/in-order';
import { classNamed } from '../../core/rows/labels';
import type { Example } from '../data/example';
import type { UnreadLine } from '../data/unread-line';
import type { PredictTexts } from '../predict/predictors';

/** Texts that a predictor takes at once: enough that rows of like length meet. */
const textsAtOnce = 256;

/** A row with the probabilities of all classes; or why it is left out. */
export type PredictedRow<Row> = (Row & { readonly probabilities: ArrayLike<number> }) | UnreadLine;

/** Told of rows as they are predicted, in their order, and of how many tokens were read for them. */
type OnPredicted<Row> = (rows: readonly PredictedRow<Row>[], tokens: number) => Promise<void> | void;

export interface EvaluateOptions {
  /** The index of a class that is left out, both as an answer and among the rows. Null: all classes count. */
  readonly without: number | null;
  readonly onPredicted?: OnPredicted<LabelledText>;
  /** Milliseconds that a row waits for others to be read with; for ever by default. */
  readonly patience?: number;
}

export interface LabelEvaluateOptions extends Pick<EvaluateOptions, 'patience'> {
  readonly onPredicted?: OnPredicted<MultiLabelledText>;
}

/** The figures of a model whose classes each hold or not. */
export interface LabelEvaluation extends MultiLabelMetrics {
  /** The names of the classes, in the order of perLabel. */
  readonly classes: readonly string[];
  /** How many texts are longer than what the model reads at once. */
  readonly longTexts: number;
  readonly tokens: number;
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

/** There was no row at all. */
export class NothingToMeasure extends Error {
  constructor() {
    super('there are no rows to measure');
  }
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
  { without, onPredicted, patience }: EvaluateOptions,
): Promise<Evaluation> {
  requireOneLabel(activation);
  let read = 0;
  async function* measurable(): AsyncGenerator<LabelledText | UnreadLine> {
    for await (const example of examples) {
      if ('fault' in example) {
        yield example;
        continue;
      }
      const { text, label } = labelled(example, read++);
      if (label !== without) yield { text, label };
    }
  }
  const figures = new Figures(classes, without);
  const { longTexts, tokens } = await predictRows(
    measurable(),
    predictors,
    patience,
    async (rows, tokens) => {
      for (const row of rows) if (!('fault' in row)) figures.add(row.probabilities, row.label);
      await onPredicted?.(rows, tokens);
    },
  );
  if (read === 0) throw new NothingToMeasure();
  return { ...figures.measured(), longTexts, tokens, skipped: read - figures.rows };
}

/**
 * Measures a model whose classes each hold or not, on rows with lists of labels.
 *
 * @param predictors read the rows, several at a time where there are several
 * @throws Error when there are no rows, or one says of no class whether it holds
 */
export async function evaluateLabels(
  { classes }: Pick<Classifier, 'classes'>,
  examples: AsyncIterable<Example | UnreadLine> | Iterable<Example | UnreadLine>,
  predictors: readonly PredictTexts[],
  { onPredicted, patience }: LabelEvaluateOptions = {},
): Promise<LabelEvaluation> {
  let read = 0;
  async function* measurable(): AsyncGenerator<MultiLabelledText | UnreadLine> {
    for await (const example of examples) {
      if ('fault' in example) {
        yield example;
        continue;
      }
      const { text, holds } = example;
      read++;
      if (holds === undefined) throw new Error(`row ${read} has no labels to be measured against`);
      yield { text, holds };
    }
  }
  const counts = new LabelSetCounts(classes.length);
  const { longTexts, tokens } = await predictRows(
    measurable(),
    predictors,
    patience,
    async (rows, tokens) => {
      for (const row of rows) if (!('fault' in row)) counts.add(row.probabilities, row.holds);
      await onPredicted?.(rows, tokens);
    },
  );
  if (read === 0) throw new NothingToMeasure();
  return { ...counts.metrics(), classes, longTexts, tokens };
}

/** Reads rows, and hands on what is predicted of them, in their order. */
async function predictRows<Row extends { readonly text: string }>(
  measurable: AsyncIterable<Row | UnreadLine>,
  predictors: readonly PredictTexts[],
  patience: number | undefined,
  onPredicted: OnPredicted<Row>,
): Promise<Pick<Predictions, 'longTexts' | 'tokens'>> {
  let [longTexts, tokens] = [0, 0];
  const work = predictors.map((predict) => async (rows: readonly (Row | UnreadLine)[]) => {
    const texts = rows.flatMap((row) => ('fault' in row ? [] : [row.text]));
    return { rows, predictions: await predict(texts) };
  });
  for await (const { rows, predictions } of inOrder(inChunks(measurable, textsAtOnce, patience), work)) {
    longTexts += predictions.longTexts;
    tokens += predictions.tokens;
    let read = 0;
    const predicted = rows.map((row) =>
      'fault' in row ? row : { ...row, probabilities: predictions.probabilities[read++]! },
    );
    await onPredicted(predicted, predictions.tokens);
  }
  return { longTexts, tokens };
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

export interface MultiLabelledText {
  readonly text: string;
  /** 1 for each class that holds, 0 for the others. */
  readonly holds: readonly number[];
}

/**
 * The rows that count: all of them, or all that are not of the class `without`.
 * @throws Error when none is left, or a row has no label
 */
export function measurableRows(examples: readonly Example[], without: number | null = null): LabelledText[] {
  const kept = examples.map(labelled).filter(({ label }) => label !== without);
  requireRows(kept);
  return kept;
}

function labelled({ text, label }: Example, row: number): LabelledText {
  if (label === undefined) throw new Error(`row ${row + 1} has no label to be measured against`);
  return { text, label };
}

function requireRows({ length }: readonly unknown[]): void {
  if (length === 0) throw noRows();
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
