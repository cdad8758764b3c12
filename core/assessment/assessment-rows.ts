import { chainCoalitions } from './chain-extremes';
import { thresholds } from './faithfulness';
import { limitEvaluations } from './normalised-aopc';

/** How many runs with different seeds there are, and how many random rankings, unless others are asked for. */
export const [usualRuns, usualRankings] = [10, 10];

/** Steps that the random rankings may take together, where more than one is followed a feature at a time. */
const randomSteps = 500;

/** How many of the random rankings are followed a feature at a time: each of a long text has many steps to average over. */
export function rankingsByStep(features: number, rankings: number): number {
  return Math.min(rankings, Math.max(1, Math.floor(randomSteps / features)));
}

export interface AssessedSize {
  readonly features: number;
  readonly explanations: number;
  /** Random rankings that are the control. */
  readonly rankings: number;
}

/**
 * How many coalitions measuring the faithfulness of explanations and controls evaluates, at most: those of leave-one-out, of
 * each order a word at a time, and of the search for the limits of the area over the curve. All coalitions of up to 12
 * features.
 */
export function assessedCoalitions({ features, explanations, rankings }: AssessedSize): number {
  const limits = chainCoalitions(features, limitEvaluations);
  if (limits === 2 ** features) return limits;
  // Their curves ask about some of these again. Leave-one-out is a ranking too.
  const stepped = rankingsByStep(features, rankings);
  const stepByStep = 2 * (features - 1) * (explanations + 1 + stepped);
  const curves = 2 * thresholds.length * (rankings - stepped);
  // The whole text, and each feature left out.
  const alone = 1 + features;
  return Math.min(2 ** features, alone + stepByStep + curves + limits);
}

/**
 * How many rows the model evaluates for it, at most. A word that is left out changes about one window of a long text. Other
 * coalitions change all.
 */
export function assessmentRows(size: AssessedSize & { readonly windows: number }): number {
  const { features, windows } = size;
  return features + windows * (assessedCoalitions(size) - features);
}
