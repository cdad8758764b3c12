import type { Removal, SpecialTokenIds, TokenizedText, Unit } from '../text/types';
import type { LongText } from '../text/windows';
import type { Target } from '../model/classifier';
import type { MethodName } from './types';

/** What is explained: one text and one scalar of the model. */
export interface Subject {
  readonly tokenized: TokenizedText;
  readonly special: SpecialTokenIds;
  readonly target: Target;
  /**
   * Token ids, [CLS] and [SEP] included, of neutral texts: the baseline distribution of Gradient SHAP, which needs at
   * least one. Rows of any length.
   */
  readonly background?: readonly ArrayLike<number>[];
}

export interface CommonSettings {
  readonly unit: Unit;
  /**
   * What becomes of a long text. truncate: its beginning is explained, as much as the model reads at once (maxTokens).
   * windows: a text of more than the model's windowTokens is read in overlapping windows, and the explained output is
   * the mean of theirs; a word's value is the mean of its values in the windows (0 where it is not in one), so that
   * values still sum to the output.
   */
  readonly longText: LongText;
}

/** Methods that ask the model about coalitions of features. */
export interface CoalitionSettings extends CommonSettings {
  readonly removal: Removal;
}

export interface SamplingSettings extends CoalitionSettings {
  /** Whole number from 0 to 2^32 - 1. */
  readonly seed: number;
  /** Rows the model may evaluate, empty and full coalition included; null: 2 M + 2048 for M features (shap's default). */
  readonly evaluations: number | null;
  /** Stops early once every standard error is at most this, in units of the target; 0: never. */
  readonly precision: number;
}

/**
 * What makes Shapley values of sampled coalitions: KernelSHAP's weighted least squares, which fits an additive game,
 * or the smoothest game through all values found, whose Shapley values come closer on text classifiers.
 */
export type ShapleyEstimator = 'regression' | 'interpolation';

export interface PairedSettings extends SamplingSettings {
  readonly estimator: ShapleyEstimator;
}

export interface PartitionShapSettings extends CoalitionSettings {
  /** Rows the model may evaluate; null: 500 (shap's default). */
  readonly evaluations: number | null;
}

export interface LimeSettings extends CoalitionSettings {
  readonly seed: number;
  /** Masks drawn, the original text included; equal masks are evaluated once and keep their weight. */
  readonly samples: number;
  /** Width of the exponential kernel over 100 x cosine distance. */
  readonly kernelWidth: number;
  /** Ridge penalty on the weights (never on the intercept). */
  readonly alpha: number;
  /** all: a word is one feature wherever it occurs, its weight shared by its places (lime_text's bag of words). */
  readonly occurrences: 'all' | 'single';
  readonly selection: 'none' | 'highest-weights' | 'forward';
  /** Features kept by a selection; the others get 0. */
  readonly selected: number;
  /** Resamples behind the standard errors; 0: no standard errors. */
  readonly bootstraps: number;
}

/** What the embeddings of a text's tokens ([CLS] and [SEP] excepted) are compared with. */
export type EmbeddingBaseline = 'pad' | 'mask' | 'zero' | 'mean';

export type QuadratureRule =
  'gauss-legendre' | 'riemann-right' | 'riemann-left' | 'riemann-middle' | 'trapezoid';

export interface IntegratedGradientsSettings extends CommonSettings {
  readonly baseline: EmbeddingBaseline;
  readonly rule: QuadratureRule;
  readonly steps: number;
  /** Steps are doubled until |delta| is at most this, in units of the target... */
  readonly tolerance: number;
  /** ...and never beyond this many. Equal to `steps`: no doubling. */
  readonly maxSteps: number;
}

export interface GradientShapSettings extends CommonSettings {
  readonly seed: number;
  readonly samples: number;
}

export interface SaliencySettings extends CommonSettings {
  /** Norm of a token's gradient over the embedding axis. */
  readonly norm: 'l1' | 'l2';
}

export interface MethodSettings {
  readonly 'kernel-shap': PairedSettings;
  readonly 'leverage-shap': PairedSettings;
  readonly 'permutation-shap': SamplingSettings;
  readonly 'partition-shap': PartitionShapSettings;
  readonly lime: LimeSettings;
  readonly 'integrated-gradients': IntegratedGradientsSettings;
  readonly 'gradient-shap': GradientShapSettings;
  readonly 'input-x-gradient': CommonSettings;
  readonly saliency: SaliencySettings;
  readonly 'leave-one-out': CoalitionSettings;
}

const common: CommonSettings = { unit: 'word', longText: 'windows' };
const coalition: CoalitionSettings = { ...common, removal: 'mask' };
const sampling: SamplingSettings = { ...coalition, seed: 0, evaluations: null, precision: 0 };

/** The defaults of the reference implementations, which docs/methods.md names. */
export const defaultSettings: MethodSettings = {
  'kernel-shap': { ...sampling, estimator: 'interpolation' },
  'leverage-shap': { ...sampling, estimator: 'interpolation' },
  'permutation-shap': sampling,
  'partition-shap': { ...coalition, evaluations: null },
  lime: {
    ...coalition,
    seed: 0,
    samples: 5000,
    kernelWidth: 25,
    alpha: 1,
    occurrences: 'all',
    selection: 'none',
    selected: 10,
    bootstraps: 100,
  },
  'integrated-gradients': {
    ...common,
    baseline: 'pad',
    rule: 'gauss-legendre',
    steps: 50,
    tolerance: 0.005,
    maxSteps: 400,
  },
  'gradient-shap': { ...common, seed: 0, samples: 200 },
  'input-x-gradient': common,
  saliency: { ...common, norm: 'l2' },
  'leave-one-out': coalition,
};

/**
 * The method for Shapley values where nobody asks for another: it has the smallest error of all at 10, 20 and 50
 * evaluations a word (npm run bench:estimators), and the default budget is above 10 for up to 256 words.
 */
export const bestShapleyMethod = 'leverage-shap' satisfies MethodName;

export const methodNames = Object.keys(defaultSettings) as readonly MethodName[];
