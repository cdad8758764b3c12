import type { Attribution } from '../core/attribution/attribution';
import { kernelShare, leverageShare, type StratumShare } from '../core/attribution/games/coalition-pairs';
import type { Game } from '../core/attribution/games/game';
import { Run, type RunControl } from '../core/attribution/run';
import { pairedShap, type ShapleyEstimator } from '../core/attribution/shapley/paired-shap';
import { partitionShap } from '../core/attribution/shapley/partition-shap';
import { permutationShap } from '../core/attribution/shapley/permutation-shap';
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
  (share: StratumShare, estimator: ShapleyEstimator): ShapleyMethod =>
  (game, sampling, control) =>
    pairedShap(game, { precision: 0, ...sampling, estimator }, share, runOf(control));

/** Every way to estimate Shapley values from random coalitions, by name. */
export const sampledMethods: Readonly<Record<string, ShapleyMethod>> = {
  'kernel-shap by interpolation': paired(kernelShare, 'interpolation'),
  'kernel-shap by regression': paired(kernelShare, 'regression'),
  'leverage-shap by interpolation': paired(leverageShare, 'interpolation'),
  'leverage-shap by regression': paired(leverageShare, 'regression'),
  'permutation-shap': (game, sampling, control) =>
    permutationShap(game, { precision: 0, ...sampling }, runOf(control)),
};

export const partition: ShapleyMethod = (game, { evaluations }, control) =>
  partitionShap(game, halvingTree(0, game.players), { evaluations }, runOf(control));

export const shapleyMethods: Readonly<Record<string, ShapleyMethod>> = {
  ...sampledMethods,
  'partition-shap': partition,
};
