import { classificationMetrics, type ClassificationMetrics } from '../../core/metrics/classification';
import { SENTIMENT_CLASSES, type Example } from '../data/example';
import { predict, type Predictions, type PredictOptions, type Predictor } from './predict';

export interface EvaluateOptions extends PredictOptions {
  /** Leave neutral out: neither an answer, nor among the rows. */
  readonly binary: boolean;
}

export interface Evaluation extends ClassificationMetrics {
  /** Class names, in the order of perClass and of confusion. */
  readonly classes: readonly string[];
  /** Rows left out because they are labelled neutral. */
  readonly skipped: number;
  /** Texts longer than the model was given to read. */
  readonly longTexts: number;
  readonly tokens: number;
}

const NEUTRAL = SENTIMENT_CLASSES.indexOf('neutral');

/**
 * Measures a model on labelled rows.
 * @throws Error when no row is left to measure, or a row has no label
 */
export async function evaluate(
  model: Predictor,
  examples: readonly Example[],
  { binary, ...options }: EvaluateOptions,
): Promise<Evaluation> {
  const kept = measurableRows(examples, binary);
  const predictions = await predict(
    model,
    kept.map(({ text }) => text),
    options,
  );
  return { ...measure(predictions, kept, binary), skipped: examples.length - kept.length };
}

export interface LabelledText {
  readonly text: string;
  readonly label: number;
}

/**
 * The rows that count: all of them, or those that are not neutral.
 * @throws Error when none is left, or a row has no label
 */
export function measurableRows(examples: readonly Example[], binary: boolean): LabelledText[] {
  const labelled = examples.map(({ text, label }, row) => {
    if (label === undefined) throw new Error(`row ${row + 1} has no label to be measured against`);
    return { text, label };
  });
  const kept = binary ? labelled.filter(({ label }) => label !== NEUTRAL) : labelled;
  if (kept.length === 0) throw new Error('no rows are left to measure: all are labelled neutral');
  return kept;
}

/** The figures of predictions for rows, in the rows' order. */
export function measure(
  { probabilities, longTexts, tokens }: Predictions,
  rows: readonly LabelledText[],
  binary: boolean,
): Omit<Evaluation, 'skipped'> {
  const labels = rows.map(({ label }) => label);
  const metrics = binary
    ? classificationMetrics(
        probabilities.map(withoutNeutral),
        labels.map((label) => (label > NEUTRAL ? label - 1 : label)),
      )
    : classificationMetrics(probabilities, labels);
  const classes = SENTIMENT_CLASSES.filter((_, k) => !binary || k !== NEUTRAL);
  return { ...metrics, classes, longTexts, tokens };
}

/** The distribution given that the text is not neutral. */
function withoutNeutral(probabilities: ArrayLike<number>): number[] {
  const rest = Array.from(probabilities).filter((_, k) => k !== NEUTRAL);
  const sum = rest.reduce((total, value) => total + value, 0);
  return rest.map((value) => value / sum);
}
