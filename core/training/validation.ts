import { sigmoid } from '../math/sigmoid';
import { softmax } from '../math/softmax';
import { classificationMetrics } from '../metrics/classification';
import { multiLabelMetrics } from '../metrics/multi-label';
import { fitTemperature, meanNegativeLogLikelihood } from '../metrics/temperature';
import type { TrainingStep } from './step';

export interface ValidationFigures {
  readonly macroRecall: number;
  /**
   * The mean negative log-likelihood in nats, at the temperature for which it is least. An exported model has such a
   * temperature.
   */
  readonly logLoss: number;
  readonly accuracy: number;
}

/** A row on which a model in training is measured: its class, an index; or which of its classes hold. */
export type ValidationRow = { readonly ids: Int32Array } & (
  { readonly label: number } | { readonly holds: readonly number[] }
);

/**
 * Measures a model that chooses one of its classes; or, where rows say which classes hold, one whose classes each hold or not.
 * Of that, the accuracy is the share of rows all of whose classes are right, and no temperature is fitted.
 * @throws RangeError when there are no rows, or a label is no class
 */
export async function validate(
  step: Pick<TrainingStep, 'logits'>,
  rows: readonly ValidationRow[],
): Promise<ValidationFigures> {
  const logits = await step.logits(rows);
  if (rows.some((row) => 'holds' in row)) {
    const holds = rows.map((row) => ('holds' in row ? row.holds : []));
    const { macroRecall, exactMatch, logLoss } = multiLabelMetrics(
      logits.map((row) => sigmoid(row)),
      holds,
    );
    return { macroRecall, accuracy: exactMatch, logLoss };
  }
  const labels = rows.map((row) => ('label' in row ? row.label : -1));
  const { macroRecall, accuracy } = classificationMetrics(logits.map(softmax), labels);
  const logLoss = meanNegativeLogLikelihood(logits, labels, fitTemperature(logits, labels));
  return { macroRecall, accuracy, logLoss };
}

/**
 * Whether weights are better than the earlier ones. Log loss decides. Recall changes only by whole rows, and on a few
 * thousand rows its difference between two sets of weights is chance.
 */
export function isBest(figures: ValidationFigures, before: readonly ValidationFigures[]): boolean {
  return before.every(({ logLoss }) => figures.logLoss < logLoss);
}

/** The entry whose weights were kept: the first with the least log loss. */
export function bestOf<T extends ValidationFigures>(history: readonly T[]): T {
  return history.reduce((best, entry) => (entry.logLoss < best.logLoss ? entry : best));
}
