import type { Method } from '../method';
import type { SettingsOf } from '../settings/fields';
import { banzhaf } from './banzhaf';
import { flips } from './flips';
import { gradientShap } from './gradient-shap';
import { inputXGradient } from './input-x-gradient';
import { integratedGradients } from './integrated-gradients';
import { interactions } from './interactions';
import { kernelShap } from './kernel-shap';
import { leaveOneOut } from './leave-one-out';
import { leverageShap } from './leverage-shap';
import { lime } from './lime';
import { partitionShap } from './partition-shap';
import { permutationShap } from './permutation-shap';
import { saliency } from './saliency';
import { shapleyInterpolation } from './shapley-interpolation';

/**
 * Every method, in the order in which they are shown. A new one is a file beside this, a line here, and its section in
 * docs/methods.md. After that run `npm run schema`: docs/explanation.schema.json names the methods.
 */
const list = [
  kernelShap,
  leverageShap,
  shapleyInterpolation,
  permutationShap,
  partitionShap,
  banzhaf,
  interactions,
  flips,
  lime,
  integratedGradients,
  gradientShap,
  inputXGradient,
  saliency,
  leaveOneOut,
] as const;

export type MethodDefinition = (typeof list)[number];
export type MethodName = MethodDefinition['name'];
/** Methods that give every feature a value, with or without values of pairs. */
export type ValueMethodName = Extract<MethodDefinition, { readonly gives: 'values' | 'pairs' }>['name'];
/** Those of them that give pairs. */
export type PairMethodName = Extract<MethodDefinition, { readonly gives: 'pairs' }>['name'];
/** Those that give values alone. */
export type PlainMethodName = Exclude<ValueMethodName, PairMethodName>;
/** Methods that look for sets of features which turn or keep the label. */
export type FlipMethodName = Extract<MethodDefinition, { readonly gives: 'flips' }>['name'];

/** What each method gives. */
type MethodKinds = { readonly [D in MethodDefinition as D['name']]: D['gives'] };

/** The settings of each method. */
export type MethodSettings = {
  readonly [D in MethodDefinition as D['name']]: SettingsOf<D['fields']>;
};

export const methodNames: readonly MethodName[] = list.map(({ name }) => name);

/** Methods by name. */
export const methods = Object.fromEntries(list.map((method) => [method.name, method])) as unknown as {
  readonly [M in MethodName]: Method<MethodSettings[M], M, MethodKinds[M]>;
};

export function givesValues(name: MethodName): name is ValueMethodName {
  const { gives } = methods[name];
  return gives === 'values' || gives === 'pairs';
}

export function givesPairs(name: MethodName): name is PairMethodName {
  return methods[name].gives === 'pairs';
}

/** Whether its values say which way a feature moves the output, and not only how far. */
export function hasDirection(name: MethodName): boolean {
  return !methods[name].unsigned;
}

/** Those that can be held against each other, in the order in which they are shown. */
export const valueMethodNames: readonly ValueMethodName[] = methodNames.filter(givesValues);

/**
 * The method for Shapley values where nobody asks for another. Its error is the smallest of those measured at 5, 10, 20 and 50
 * evaluations a word (npm run bench:estimators), and its intervals cover what they claim where a run stops
 * (npm run bench:coverage).
 */
export const bestShapleyMethod = 'shapley-interpolation' satisfies MethodName;
