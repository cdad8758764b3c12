import type { Attribution } from '../core/attribution/attribution';
import { drawByKernel, drawByLeverage, type PairDraw } from '../core/attribution/games/coalition-pairs';
import type { Coalition, Game } from '../core/attribution/games/game';
import { designPairs } from '../core/attribution/games/pair-design';
import { Run } from '../core/attribution/run';
import { pairedShap, type ShapleyEstimator } from '../core/attribution/shapley/paired-shap';
import { permutationShap } from '../core/attribution/shapley/permutation-shap';
import { bootstrapMean, type Interval } from '../core/math/bootstrap';
import { Random } from '../core/math/random';
import type { KnownGame } from './known-games';
import type { PeerProcess } from './peer-process';

/** Evaluations a word. */
export const perWord = [5, 10, 20, 50];

/** How one estimator did on one text with one budget: means over seeds. */
export interface TextErrors {
  /** Mean over words and seeds. */
  readonly squaredError: number;
  /** Of the processor, for the estimator's own arithmetic of one run. */
  readonly seconds: number;
}

/** Estimates Shapley values once a seed. */
export interface Estimator {
  readonly name: string;
  estimate(
    game: Game,
    budget: number,
    seeds: number,
  ): Promise<{
    readonly values: readonly ArrayLike<number>[];
    readonly seconds: number;
  }>;
}

export function ourEstimators(): Estimator[] {
  const paired =
    (draw: PairDraw, estimator: ShapleyEstimator, correlations: 'fixed' | 'fitted' = 'fixed') =>
    (game: Game, sampling: { seed: number; evaluations: number }): Promise<Attribution> =>
      pairedShap(game, { ...sampling, until: 0, estimator, correlations }, draw, new Run({}));
  const methods = {
    'kernel-shap, regression': paired(drawByKernel, 'regression'),
    'kernel-shap, interpolation': paired(drawByKernel, 'interpolation'),
    'leverage-shap, regression': paired(drawByLeverage, 'regression'),
    'leverage-shap, interpolation': paired(drawByLeverage, 'interpolation'),
    'shapley-interpolation': paired(designPairs, 'interpolation', 'fitted'),
    'shapley-interpolation, fixed correlation': paired(designPairs, 'interpolation'),
    'permutation-shap': (game: Game, sampling: { seed: number; evaluations: number }) =>
      permutationShap(game, { ...sampling, until: 0 }, new Run({})),
  };
  return Object.entries(methods).map(([name, method]) => ({
    name,
    async estimate(game, budget, seeds) {
      const values: ArrayLike<number>[] = [];
      const timed = timedGame(game);
      const started = process.cpuUsage();
      for (let seed = 0; seed < seeds; seed++) {
        values.push((await method(timed, { seed, evaluations: budget })).values);
      }
      // A game of a long text runs the model, where no other estimator has asked for the coalition before.
      return { values, seconds: processorSeconds(started) - timed.seconds };
    },
  }));
}

/** A game that counts the seconds of the processor which its values took. */
function timedGame(game: Game): Game & { readonly seconds: number } {
  let seconds = 0;
  return {
    players: game.players,
    get seconds() {
      return seconds;
    },
    async values(coalitions, signal) {
      const started = process.cpuUsage();
      const values = await game.values(coalitions, signal);
      seconds += processorSeconds(started);
      return values;
    },
  };
}

function processorSeconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

/** An estimator of a peer's, which is given `told` and asks for values as it needs them. */
export function peerEstimator(name: string, peer: PeerProcess, told: unknown): Estimator {
  return {
    name,
    async estimate(game, budget, seeds) {
      const request = {
        players: game.players,
        name: told,
        budget,
        seeds: Array.from({ length: seeds }, (_, i) => i),
      };
      const answer = async (question: unknown): Promise<number[]> => [
        ...(await game.values((question as string[]).map(coalitionOfText))),
      ];
      return (await peer.ask(request, answer)) as {
        readonly values: readonly number[][];
        readonly seconds: number;
      };
    },
  };
}

function coalitionOfText(bits: string): Coalition {
  return Uint8Array.from(bits, Number);
}

export async function errorsOf(
  estimator: Estimator,
  { game, truth }: KnownGame,
  evaluationsPerWord: number,
  seeds: number,
): Promise<TextErrors> {
  const { players } = game;
  const budget = Math.min(evaluationsPerWord * players, 2 ** players);
  const { values, seconds } = await estimator.estimate(game, budget, seeds);
  let sum = 0;
  for (const estimate of values) {
    for (let i = 0; i < players; i++) sum += (estimate[i]! - truth.shapley[i]!) ** 2;
  }
  return { squaredError: sum / (values.length * players), seconds: seconds / seeds };
}

/** Errors of one estimator over the texts of a group, by budget. */
export interface EstimatorRow {
  readonly name: string;
  readonly budgets: readonly {
    readonly evaluationsPerWord: number;
    /** Mean over texts, with a 95 % bootstrap interval. */
    readonly meanSquaredError: Interval;
    /** Over that of the estimator that the table is held against, on the same texts. */
    readonly ratio: Interval;
    /** Of the processor, for the arithmetic of one run: the mean over texts. */
    readonly seconds: number;
  }[];
}

/** @param reference by budget, by text: the errors of the estimator that others are held against */
export function rowOf(
  name: string,
  byBudget: readonly (readonly TextErrors[])[],
  reference: readonly (readonly TextErrors[])[],
): EstimatorRow {
  return {
    name,
    budgets: perWord.map((evaluationsPerWord, b) => {
      const errors = byBudget[b]!.map(({ squaredError }) => squaredError);
      const others = reference[b]!.map(({ squaredError }) => squaredError);
      return {
        evaluationsPerWord,
        meanSquaredError: bootstrapMean(errors, new Random(0)),
        ratio: ratioOf(errors, others),
        seconds: byBudget[b]!.reduce((sum, { seconds }) => sum + seconds, 0) / byBudget[b]!.length,
      };
    }),
  };
}

/** Ratio of two means over the same texts, texts being drawn together; nothing over nothing is 1. */
function ratioOf(errors: readonly number[], others: readonly number[]): Interval {
  const ratio = (drawn: readonly number[]): number => {
    const [own, other] = [errors, others].map((all) => drawn.reduce((sum, i) => sum + all[i]!, 0));
    return own === other ? 1 : own! / other!;
  };
  const random = new Random(0);
  const resamples = Array.from({ length: 2000 }, () =>
    ratio(errors.map(() => random.integer(errors.length))),
  ).sort((a, b) => a - b);
  return { estimate: ratio(errors.map((_, i) => i)), low: resamples[49]!, high: resamples[1950]! };
}
