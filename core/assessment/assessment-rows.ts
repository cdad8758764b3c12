import { chainCoalitions } from './chain-extremes';
import { thresholds } from './faithfulness';
import { limitEvaluations } from './normalised-aopc';

/** How many runs with different seeds there are, and how many random rankings, unless others are asked for. */
export const [usualRuns, usualRankings] = [10, 10];

export interface AssessedSize {
  readonly features: number;
  readonly explanations: number;
  /** Random rankings that are the control. */
  readonly rankings: number;
}

/**
 * How many coalitions measuring the faithfulness of explanations evaluates, at most: those of the perturbation curves, of
 * leave-one-out, and of the search for the limits of the area over the curve. All coalitions of up to 12 features.
 */
export function assessedCoalitions({ features, explanations, rankings }: AssessedSize): number {
  const limits = chainCoalitions(features, limitEvaluations);
  if (limits === 2 ** features) return limits;
  const curves = 2 * thresholds.length * (explanations + 1 + rankings);
  const stepByStep = 2 * (features - 1) * explanations;
  // The whole text, and each feature left out.
  const alone = 1 + features;
  return Math.min(2 ** features, alone + curves + stepByStep + limits);
}

/**
 * How many rows the model evaluates for it, at most. A word that is left out changes about one window of a long text. Other
 * coalitions change all.
 */
export function assessmentRows(size: AssessedSize & { readonly windows: number }): number {
  const { features, windows } = size;
  return features + windows * (assessedCoalitions(size) - features);
}
