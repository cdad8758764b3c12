import { LabelSetCounts, type MultiLabelMetrics } from '../../core/metrics/multi-label';
import type { Classifier } from '../../core/model/classifier';
import type { Example } from '../data/example';
import type { UnreadLine } from '../data/unread-line';
import type { PredictTexts } from '../predict/predictors';
import { measureRows, type PredictedRowsOptions } from './predicted-rows';

export interface MultiLabelledText {
  readonly text: string;
  /** 1 for each class that holds, 0 for the others. */
  readonly holds: readonly number[];
}

/** The figures of a model whose classes each hold or not. */
export interface LabelEvaluation extends MultiLabelMetrics {
  /** The names of the classes, in the order of perLabel. */
  readonly classes: readonly string[];
  /** How many texts are longer than what the model reads at once. */
  readonly longTexts: number;
  readonly tokens: number;
}

/**
 * Measures a model whose classes each hold or not, on rows with lists of labels, as they come: it counts them, and keeps none.
 *
 * @param predictors read the rows, several at a time where there are several
 * @throws Error when there are no rows, or one says of no class whether it holds
 */
export async function evaluateLabels(
  { classes }: Pick<Classifier, 'classes'>,
  examples: AsyncIterable<Example | UnreadLine> | Iterable<Example | UnreadLine>,
  predictors: readonly PredictTexts[],
  options: PredictedRowsOptions<MultiLabelledText> = {},
): Promise<LabelEvaluation> {
  const counts = new LabelSetCounts(classes.length);
  const measure = {
    measured({ text, holds }: Example, number: number): MultiLabelledText {
      if (holds === undefined) throw new Error(`row ${number} has no labels to be measured against`);
      return { text, holds };
    },
    add: ({ probabilities, holds }: MultiLabelledText & { readonly probabilities: ArrayLike<number> }) =>
      counts.add(probabilities, holds),
  };
  const { longTexts, tokens } = await measureRows(examples, predictors, measure, options);
  return { ...counts.metrics(), classes, longTexts, tokens };
}
