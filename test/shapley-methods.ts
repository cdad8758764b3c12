import type { Attribution } from '../core/attribution/attribution';
import { drawByKernel, drawByLeverage, type PairDraw } from '../core/attribution/games/coalition-pairs';
import { designPairs } from '../core/attribution/games/pair-design';
import type { Game } from '../core/attribution/games/game';
import type { CoalitionInput } from '../core/attribution/method';
import { Run, type RunControl } from '../core/attribution/run';
import { pairedShap, type ShapleyEstimator } from '../core/attribution/shapley/paired-shap';
import { partitionShap } from '../core/attribution/shapley/partition-shap';
import { permutationShap } from '../core/attribution/shapley/permutation-shap';
import { halvingTree } from './synthetic';

/** A game as a method is given it, where it asks about nothing else. */
export function coalitionInput(game: Game): CoalitionInput {
  return {
    text: '',
    features: [],
    game,
    logits: {
      players: game.players,
      activation: 'softmax',
      logits: () => Promise.reject(new Error('The game has no logits.')),
    },
    target: { classIndex: 0, output: 'logit' },
  };
}

export interface Sampling {
  readonly evaluations: number;
  readonly seed: number;
  readonly until?: number;
}

export type ShapleyMethod = (
  game: Game,
  sampling: Sampling,
  control?: RunControl | Run,
) => Promise<Attribution>;

const runOf = (control: RunControl | Run = {}): Run => (control instanceof Run ? control : new Run(control));

const paired =
  (draw: PairDraw, estimator: ShapleyEstimator, correlations: 'fixed' | 'fitted' = 'fixed'): ShapleyMethod =>
  (game, sampling, control) =>
    pairedShap(game, { until: 0, ...sampling, estimator, correlations }, draw, runOf(control));

/** By correlations that are fitted to the game. */
export const fitted: ShapleyMethod = paired(designPairs, 'interpolation', 'fitted');

/** Every way to estimate Shapley values from random coalitions, by name. */
export const sampledMethods: Readonly<Record<string, ShapleyMethod>> = {
  'kernel-shap by interpolation': paired(drawByKernel, 'interpolation'),
  'kernel-shap by regression': paired(drawByKernel, 'regression'),
  'leverage-shap by interpolation': paired(drawByLeverage, 'interpolation'),
  'leverage-shap by regression': paired(drawByLeverage, 'regression'),
  'shapley-interpolation': fitted,
  'shapley-interpolation with a fixed correlation': paired(designPairs, 'interpolation'),
  'permutation-shap': (game, sampling, control) =>
    permutationShap(game, { until: 0, ...sampling }, runOf(control)),
};

export const partition: ShapleyMethod = (game, { evaluations }, control) =>
  partitionShap(game, halvingTree(0, game.players), { evaluations }, runOf(control));

export const shapleyMethods: Readonly<Record<string, ShapleyMethod>> = {
  ...sampledMethods,
  'partition-shap': partition,
};
