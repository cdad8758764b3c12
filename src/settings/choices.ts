import { outputField, topKField } from '../../core/analysis/fields';
import { needsGradients } from '../../core/attribution/explain';
import { bestShapleyMethod, type MethodName } from '../../core/attribution/methods/all';
import {
  methodRequests,
  sharedFields,
  type MethodRequest,
  type SharedSettings,
} from '../../core/attribution/requests';
import type { Field } from '../../core/attribution/settings/fields';
import type { Budget } from '../../core/attribution/settings/budget';
import { commonFields, until, type CommonSettings } from '../../core/attribution/settings/shared';
import type { Target } from '../../core/model/classifier';

/** What is set by a field of the form. */
interface FormValues extends CommonSettings, SharedSettings {
  readonly output: Target['output'];
  readonly topK: number;
}

/** What the reader chose; a number is null while its field is empty. */
export type Choices = {
  readonly [K in keyof FormValues]: FormValues[K] extends number ? number | null : FormValues[K];
} & {
  readonly methods: readonly MethodName[];
  /** null: the class that the model predicts. */
  readonly classIndex: number | null;
};

export type FieldName = keyof FormValues;

/** The fields that the rail shows at once; all others stand under Advanced. */
const atOnce: readonly FieldName[] = ['output', 'budget'];

/** The fields of the form, by what they set, in their order: choices among a few names, then numbers. */
export const formFields: readonly (readonly [name: FieldName, field: Field])[] = (
  [
    ['output', outputField],
    ['unit', commonFields.unit],
    ['longText', commonFields.longText],
    ...sharedFields.map(({ key, uses }) => [key, uses[0]!.field] as const),
    ['topK', topKField],
  ] satisfies (readonly [FieldName, Field])[]
).sort(([, a], [, b]) => Number(a.kind !== 'choice') - Number(b.kind !== 'choice'));

/** Those that are shown on request: the numbers, and what is rarely changed. */
export const advancedFields = formFields.filter(([name]) => !atOnce.includes(name));

/** What is measured takes words away, whatever the methods do. */
const ofMeasuring: FieldName = 'removal';

/**
 * Those of them that the chosen methods have, with the settings that theirs follow, and those that are wrong: what is wrong is
 * not hidden.
 */
export function advancedFieldsOf(choices: Choices): typeof advancedFields {
  const problems = problemsOf(choices);
  const used = sharedFields.flatMap(({ key, uses }): string[] => {
    const own = uses.filter(({ method }) => choices.methods.includes(method));
    return own.length === 0 ? [] : [key, ...own.flatMap(({ field }) => field.follows ?? [])];
  });
  const unused = sharedFields.map(({ key }): FieldName => key).filter((key) => !used.includes(key));
  return advancedFields.filter(
    ([name]) => !unused.includes(name) || name === ofMeasuring || problems[name] !== undefined,
  );
}

/** What each budget stops at, or that it does not stop: as the estimators that have it do. */
export function budgetInWords(budget: Budget, output: Target['output']): string {
  const error = until.automatic.of({ budget, output, features: 0 });
  if (error === 0) {
    return budget === 'exact' ? 'All groups of words where it can be' : 'Their numbers of evaluations';
  }
  return output === 'probability' ? `Errors of ± ${100 * error} points` : `Errors of ± ${error}`;
}

export const defaultChoices = {
  ...Object.fromEntries(formFields.map(([name, field]) => [name, field.default])),
  methods: [bestShapleyMethod, 'lime', 'integrated-gradients'],
  classIndex: null,
} as unknown as Choices;

/** What a number may be, in the form: the upper ends keep a slip of the keyboard from asking for hours. */
export function offeredRange(
  field: Exclude<Field, { kind: 'choice' }>,
): readonly [least: number, most: number] {
  return field.offered ?? [field.least, field.most];
}

/** What is wrong with the choices, by field; empty when they can be used. */
export function problemsOf(choices: Choices): Partial<Record<FieldName | 'methods', string>> {
  const problems: Partial<Record<FieldName | 'methods', string>> = {};
  if (choices.methods.length === 0) problems.methods = 'Choose at least one method.';
  for (const [name, field] of formFields) {
    if (field.kind === 'choice') continue;
    const value = choices[name];
    const { whole: isWhole } = field;
    const [least, most] = offeredRange(field);
    if (value === null && field.kind === 'automatic') continue;
    const isWithin = typeof value === 'number' && value >= least && value <= most;
    if (isWithin && (!isWhole || Number.isInteger(value))) continue;
    const upTo = most < Number.MAX_SAFE_INTEGER ? ` to ${most.toLocaleString('en')}` : '';
    problems[name] = `A ${isWhole ? 'whole ' : ''}number from ${least.toLocaleString('en')}${upTo}.`;
  }
  return problems;
}

/**
 * The chosen methods with their settings; those that need gradients only where the model gives them.
 *
 * @throws Error when the choices have problems (see problemsOf)
 */
export function requestsOf(choices: Choices, gradients = true): MethodRequest[] {
  const [problem] = Object.values(problemsOf(choices));
  if (problem) throw new Error(problem);
  // No number is empty: problemsOf has seen to it.
  const usable = choices.methods.filter((method) => gradients || !needsGradients(method));
  return methodRequests(usable, choices as unknown as SharedSettings);
}
