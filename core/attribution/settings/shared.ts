import type { Removal, Unit } from '../../text/types';
import type { LongText } from '../../text/windows';
import type { ShapleyEstimator } from '../shapley/paired-shap';
import { budgets, byBudget, shapSamples, unseen, type Budget, type BudgetContext } from './budget';
import { automatic, automaticReal, choice, whole, type AutomaticField, type SettingsOf } from './fields';

/** The settings that every method has. */
export const commonFields = {
  unit: choice<Unit>({
    label: 'Values for',
    help: 'what values are given to',
    default: 'word',
    choices: { word: 'words', token: 'tokens' },
  }),
  /**
   * truncate: only the beginning is explained, as much as the model reads at once (maxTokens). windows: a text of more
   * than the model's windowTokens is read in overlapping windows, and the explained output is the mean of their
   * outputs. A word's value is the mean of its values in the windows, with 0 for a window without it, so that values
   * still sum to the output.
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

/** All methods whose cost can be chosen have it, so that one name sets the cost of all. */
export const budget = choice<Budget>({
  label: 'Budget',
  help: 'how much may be evaluated; the numbers that are not given follow from it',
  default: 'normal',
  choices: budgets,
});

/** How many rows the model may evaluate, the empty and the full coalition included. */
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

/** A run ends as soon as its standard errors are small enough for its reader. */
export const until = automaticReal({
  label: 'Standard error to stop at',
  help: 'stops once every standard error is at most this; 0: never',
  unit: 'units of the output',
  least: 0,
  offered: [0, 1],
  automatic: byBudget({ quick: unseen(0.02), normal: unseen(0.005), exact: 0, reference: 0 }),
  advanced: true,
});

/** The settings of methods that estimate from random coalitions. */
export const samplingFields = {
  seed,
  budget,
  evaluations: evaluations(
    byBudget({
      quick: { of: ({ features }) => 4 * features + 64, text: '4 M + 64' },
      normal: shapSamples,
      exact: 8194,
      reference: shapSamples,
    }),
  ),
  until,
};

/** All coalitions of up to 12 features, else as many as shap takes. */
const allOrShap = {
  of: (context: BudgetContext) => (context.features <= 12 ? 4096 : shapSamples.of(context)),
  text: `4096 up to 12 features, else ${shapSamples.text}`,
};

/** The settings of methods that go through all coalitions if there are few. */
export const coalitionBudget = {
  budget,
  evaluations: evaluations(
    byBudget({
      quick: { of: ({ features }) => 4 * features + 512, text: '4 M + 512' },
      normal: allOrShap,
      exact: 8194,
      reference: allOrShap,
    }),
  ),
};

export const estimator = choice<ShapleyEstimator>({
  label: 'Shapley estimator',
  help: 'what makes values of the coalitions: the smoothest game through all of them, or weighted least squares',
  default: 'interpolation',
  choices: { interpolation: 'interpolation', regression: 'regression, as shap' },
  advanced: true,
});
