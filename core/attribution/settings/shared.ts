import type { Removal, Unit } from '../../text/types';
import type { LongText } from '../../text/windows';
import type { ShapleyEstimator } from '../shapley/paired-shap';
import { automatic, choice, real, whole, type AutomaticField, type SettingsOf } from './fields';

/** What every method can be told. */
export const commonFields = {
  unit: choice<Unit>({
    label: 'Values for',
    help: 'what values are given to',
    default: 'word',
    choices: { word: 'words', token: 'tokens' },
  }),
  /**
   * truncate: a text's beginning is explained, as much as the model reads at once (maxTokens). windows: a text of more
   * than the model's windowTokens is read in overlapping windows, and the explained output is the mean of theirs; a
   * word's value is the mean of its values in the windows (0 where it is not in one), so that values still sum to the
   * output.
   */
  longText: choice<LongText>({
    label: 'Long texts',
    help: 'longer texts: all of them in overlapping windows, or their beginning',
    default: 'windows',
    choices: { windows: 'in windows', truncate: 'the beginning only' },
  }),
};

export type CommonSettings = SettingsOf<typeof commonFields>;

/** Methods that ask the model about coalitions of features. */
export const removal = choice<Removal>({
  label: 'A removed word becomes',
  help: 'what becomes of a removed word',
  default: 'mask',
  choices: { mask: '[MASK]', pad: 'padding, unattended', delete: 'nothing (deleted)' },
});

export const seed = whole({
  label: 'Random seed',
  help: 'of the random numbers',
  default: 0,
  most: 0xffffffff,
});

/** Rows the model may evaluate, empty and full coalition included. */
export function evaluations(automaticNumber: AutomaticField['automatic']): AutomaticField {
  return automatic({
    label: 'Shapley evaluations',
    help: 'rows that the model may evaluate',
    unit: 'rows',
    least: 4,
    offered: [16, 8192],
    automatic: automaticNumber,
  });
}

/** What methods that estimate from random coalitions can be told. */
export const samplingFields = {
  seed,
  // shap's KernelExplainer: nsamples="auto".
  evaluations: evaluations({ of: (features) => 2 * features + 2048, text: '2 M + 2048' }),
  precision: real({
    label: 'Precision to stop at',
    help: 'stops early once every standard error is at most this; 0: never',
    unit: 'units of the output',
    default: 0,
    advanced: true,
  }),
};

export const estimator = choice<ShapleyEstimator>({
  label: 'Shapley estimator',
  help: 'what makes values of the coalitions: the smoothest game through all of them, or weighted least squares',
  default: 'interpolation',
  choices: { interpolation: 'interpolation', regression: 'regression, as shap' },
  advanced: true,
});
