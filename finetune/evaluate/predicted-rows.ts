import { inChunks, inOrder } from '../../cli/in-order';
import type { Predictions } from '../../core/prediction/predict';
import type { Example } from '../data/example';
import type { UnreadLine } from '../data/unread-line';
import type { PredictTexts } from '../predict/predictors';

/** Texts that a predictor takes at once: enough that rows of like length meet. */
const textsAtOnce = 256;

type Predicted<Row> = Row & { readonly probabilities: ArrayLike<number> };

/** A row with the probabilities of all classes; or why it is left out. */
export type PredictedRow<Row> = Predicted<Row> | UnreadLine;

export interface PredictedRowsOptions<Row> {
  /** Told of rows as they are predicted, in their order, and of how many tokens were read for them. */
  readonly onPredicted?: (rows: readonly PredictedRow<Row>[], tokens: number) => Promise<void> | void;
  /** Milliseconds that a row waits for others to be read with; for ever by default. */
  readonly patience?: number;
}

/** What is measured on rows. */
export interface Measure<Row> {
  /** What counts of a row; null: it is left out. @param number counts the rows, from 1 */
  measured(example: Example, number: number): Row | null;
  add(row: Predicted<Row>): void;
}

export interface ReadRows extends Pick<Predictions, 'longTexts' | 'tokens'> {
  /** How many rows there were, without those that could not be read. */
  readonly read: number;
}

/** There was no row at all. */
export class NothingToMeasure extends Error {
  constructor() {
    super('there are no rows to measure');
  }
}

/**
 * Has rows predicted as they come, and measured: it keeps none of them.
 *
 * @param predictors read the rows, several at a time where there are several
 * @throws NothingToMeasure
 */
export async function measureRows<Row extends { readonly text: string }>(
  examples: AsyncIterable<Example | UnreadLine> | Iterable<Example | UnreadLine>,
  predictors: readonly PredictTexts[],
  measure: Measure<Row>,
  { onPredicted, patience }: PredictedRowsOptions<Row>,
): Promise<ReadRows> {
  let [read, longTexts, tokens] = [0, 0, 0];
  async function* measurable(): AsyncGenerator<Row | UnreadLine> {
    for await (const example of examples) {
      const row = 'fault' in example ? example : measure.measured(example, ++read);
      if (row) yield row;
    }
  }
  const work = predictors.map((predict) => async (rows: readonly (Row | UnreadLine)[]) => {
    const texts = rows.flatMap((row) => ('fault' in row ? [] : [row.text]));
    return { rows, predictions: await predict(texts) };
  });
  for await (const { rows, predictions } of inOrder(inChunks(measurable(), textsAtOnce, patience), work)) {
    longTexts += predictions.longTexts;
    tokens += predictions.tokens;
    let at = 0;
    const predicted: PredictedRow<Row>[] = [];
    for (const row of rows) {
      if ('fault' in row) {
        predicted.push(row);
        continue;
      }
      const answered = { ...row, probabilities: predictions.probabilities[at++]! };
      measure.add(answered);
      predicted.push(answered);
    }
    await onPredicted?.(predicted, predictions.tokens);
  }
  if (read === 0) throw new NothingToMeasure();
  return { read, longTexts, tokens };
}
