import { centredMoments, fitRidge, type CentredMoments, type RidgeFit } from '../../math/ridge';

/** Different masks, as the ascending indices of the features present, with the value of the target at each. */
export interface LimeRows {
  readonly features: number;
  readonly masks: readonly (readonly number[])[];
  readonly values: ArrayLike<number>;
  /** How many samples each mask stands for. */
  readonly counts: ArrayLike<number>;
}

export interface LimeFitSettings {
  readonly kernelWidth: number;
  readonly alpha: number;
  readonly selection: 'none' | 'highest-weights' | 'forward';
  readonly selected: number;
}

export interface LimeFit extends RidgeFit {
  /** Features that the selection kept, ascending. */
  readonly kept: readonly number[];
}

/**
 * lime_text's similarity of a mask to the whole text: sqrt(exp(-d^2 / width^2)) at d = 100 x cosine distance. Of m
 * features, k present ones have cosine similarity sqrt(k / m), and none at all 0.
 */
export function limeKernel(present: number, features: number, width: number): number {
  const distance = 100 * (1 - Math.sqrt(present / features));
  return Math.sqrt(Math.exp(-((distance / width) ** 2)));
}

/**
 * LIME's local model (lime_base): features are selected, then a weighted ridge regression is fitted to those kept.
 * Selection as the reference: "highest-weights" takes the largest absolute weights of a ridge with alpha 0.01,
 * "forward" adds the feature that raises R^2 of an unpenalised fit most, one after the other.
 */
export function fitLime(rows: LimeRows, settings: LimeFitSettings): LimeFit {
  const moments = limeMoments(rows, rows.counts, settings.kernelWidth);
  const kept = select(moments, settings);
  return { ...fitRidge(moments, settings.alpha, kept), kept };
}

/** The ridge of `fitLime` on the features it kept, with other counts: what a bootstrap resample asks for. */
export function refitLime(
  rows: LimeRows,
  counts: ArrayLike<number>,
  kept: readonly number[],
  { kernelWidth, alpha }: LimeFitSettings,
): RidgeFit {
  return fitRidge(limeMoments(rows, counts, kernelWidth), alpha, kept);
}

function limeMoments(rows: LimeRows, counts: ArrayLike<number>, width: number): CentredMoments {
  const weights = rows.masks.map((mask, i) => counts[i]! * limeKernel(mask.length, rows.features, width));
  return centredMoments(rows.features, rows.masks, rows.values, weights);
}

function select(moments: CentredMoments, { selection, selected }: LimeFitSettings): number[] {
  const all = Array.from({ length: moments.features }, (_, i) => i);
  if (selection === 'none' || selected >= all.length) return all;
  const kept = selection === 'forward' ? forward(moments, selected) : highestWeights(moments, all, selected);
  return kept.sort((a, b) => a - b);
}

function highestWeights(moments: CentredMoments, all: number[], selected: number): number[] {
  const { weights } = fitRidge(moments, 0.01);
  return all.sort((a, b) => Math.abs(weights[b]!) - Math.abs(weights[a]!) || a - b).slice(0, selected);
}

function forward(moments: CentredMoments, selected: number): number[] {
  const kept: number[] = [];
  while (kept.length < selected) {
    let [best, bestR2] = [-1, -Infinity];
    for (let feature = 0; feature < moments.features; feature++) {
      if (kept.includes(feature)) continue;
      const { r2 } = fitRidge(moments, 0, [...kept, feature]);
      if (r2 > bestR2) [best, bestR2] = [feature, r2];
    }
    kept.push(best);
  }
  return kept;
}
