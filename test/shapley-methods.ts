import type { Attribution } from '../core/attribution/attribution';
import type { Game } from '../core/attribution/game';
import { kernelShap } from '../core/attribution/kernel-shap';
import { leverageShap } from '../core/attribution/leverage-shap';
import { partitionShap } from '../core/attribution/partition-shap';
import { permutationShap } from '../core/attribution/permutation-shap';
import { Run } from '../core/attribution/run';
import type { RunControl } from '../core/attribution/types';
import { halvingTree } from './synthetic';

export interface Sampling {
  readonly evaluations: number;
  readonly seed: number;
  readonly precision?: number;
}

export type ShapleyMethod = (
  game: Game,
  sampling: Sampling,
  control?: RunControl | Run,
) => Promise<Attribution>;

const runOf = (control: RunControl | Run = {}): Run => (control instanceof Run ? control : new Run(control));

const paired =
  (method: typeof kernelShap, estimator: 'regression' | 'interpolation'): ShapleyMethod =>
  (game, sampling, control) =>
    method(game, { precision: 0, ...sampling, estimator }, runOf(control));

/** Every way to estimate Shapley values from random coalitions, by name. */
export const sampledMethods: Readonly<Record<string, ShapleyMethod>> = {
  'kernel-shap by interpolation': paired(kernelShap, 'interpolation'),
  'kernel-shap by regression': paired(kernelShap, 'regression'),
  'leverage-shap by interpolation': paired(leverageShap, 'interpolation'),
  'leverage-shap by regression': paired(leverageShap, 'regression'),
  'permutation-shap': (game, sampling, control) =>
    permutationShap(game, { precision: 0, ...sampling }, runOf(control)),
};

export const partition: ShapleyMethod = (game, { evaluations }, control) =>
  partitionShap(game, halvingTree(0, game.players), { evaluations }, runOf(control));

export const shapleyMethods: Readonly<Record<string, ShapleyMethod>> = {
  ...sampledMethods,
  'partition-shap': partition,
};
