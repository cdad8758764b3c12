import type { MethodRequest } from '../../core/assessment/compare';
import { bestShapleyMethod, defaultSettings, type EmbeddingBaseline } from '../../core/attribution/settings';
import type { Target } from '../../core/model/classifier';
import type { MethodName } from '../../core/attribution/types';
import type { Removal, Unit } from '../../core/text/types';
import type { LongText } from '../../core/text/windows';

/** What the reader chose; a number is null while its field is empty. */
export interface Choices {
  readonly methods: readonly MethodName[];
  /** null: the class that the model predicts. */
  readonly classIndex: number | null;
  readonly output: Target['output'];
  readonly unit: Unit;
  readonly longText: LongText;
  readonly removal: Removal;
  readonly baseline: EmbeddingBaseline;
  /** null: as many as the reference takes, which depends on the number of words. */
  readonly evaluations: number | null;
  readonly samples: number | null;
  readonly steps: number | null;
  readonly seed: number | null;
  readonly topK: number | null;
}

export const defaultChoices: Choices = {
  methods: [bestShapleyMethod, 'lime', 'integrated-gradients'],
  classIndex: null,
  output: 'probability',
  unit: defaultSettings.lime.unit,
  longText: defaultSettings.lime.longText,
  removal: defaultSettings.lime.removal,
  baseline: defaultSettings['integrated-gradients'].baseline,
  evaluations: null,
  samples: defaultSettings.lime.samples,
  steps: defaultSettings['integrated-gradients'].steps,
  seed: defaultSettings.lime.seed,
  topK: 5,
};

/** Ranges of the numbers; the upper ends keep a slip of the keyboard from asking for hours. */
export const ranges = {
  evaluations: { least: 16, most: 8_192, optional: true },
  samples: { least: 10, most: 100_000, optional: false },
  steps: { least: 2, most: 1_000, optional: false },
  seed: { least: 0, most: 4_294_967_295, optional: false },
  topK: { least: 1, most: 20, optional: false },
} as const;

export type NumberName = keyof typeof ranges;
export const numberNames = Object.keys(ranges) as readonly NumberName[];

/** What is wrong with the choices, by field; empty when they can be used. */
export function problemsOf(choices: Choices): Partial<Record<NumberName | 'methods', string>> {
  const problems: Partial<Record<NumberName | 'methods', string>> = {};
  if (choices.methods.length === 0) problems.methods = 'Choose at least one method.';
  for (const name of numberNames) {
    const { least, most, optional } = ranges[name];
    const value = choices[name];
    if (value === null ? optional : Number.isInteger(value) && value >= least && value <= most) continue;
    problems[name] = `A whole number from ${least.toLocaleString('en')} to ${most.toLocaleString('en')}.`;
  }
  return problems;
}

/**
 * The chosen methods with their settings.
 *
 * @throws Error when the choices have problems (see problemsOf)
 */
export function methodRequests(choices: Choices): MethodRequest[] {
  const [problem] = Object.values(problemsOf(choices));
  if (problem) throw new Error(problem);
  const { removal, baseline, evaluations } = choices;
  // Not null: problemsOf has seen to it.
  const [samples, steps, seed] = [choices.samples!, choices.steps!, choices.seed!];
  const maxSteps = Math.max(steps, defaultSettings['integrated-gradients'].maxSteps);
  const sampling = { removal, evaluations, seed };
  const requests: { readonly [M in MethodName]: Extract<MethodRequest, { readonly method: M }> } = {
    'kernel-shap': { method: 'kernel-shap', settings: sampling },
    'leverage-shap': { method: 'leverage-shap', settings: sampling },
    'permutation-shap': { method: 'permutation-shap', settings: sampling },
    'partition-shap': { method: 'partition-shap', settings: { removal, evaluations } },
    lime: { method: 'lime', settings: { removal, samples, seed } },
    'integrated-gradients': { method: 'integrated-gradients', settings: { baseline, steps, maxSteps } },
    'gradient-shap': { method: 'gradient-shap', settings: { seed } },
    'input-x-gradient': { method: 'input-x-gradient' },
    saliency: { method: 'saliency' },
    'leave-one-out': { method: 'leave-one-out', settings: { removal } },
  };
  return choices.methods.map((method) => requests[method]);
}
