import { Random } from '../../core/math/random';
import type { Tokenizer } from '../../core/text/types';
import { dropWords } from '../data/word-dropout';
import { adamW, globalNorm, updateAverage, zeroState } from './adamw';
import {
  loadCheckpoint,
  saveCheckpoint,
  startPosition,
  type HistoryEntry,
  type Position,
} from './checkpoint';
import type { Stage, SeededPlan } from './plan';
import { planFingerprint } from './fingerprint';
import { ProgressLine, formatDuration } from '../../cli/progress-line';
import { epochBatches, learningRateAt, seedOf } from './schedule';
import { loadStage, type StageData } from './stage-data';
import type { TrainingBatch, TrainingStep } from './step';
import type { Validation } from './validation';

export interface LoopTools {
  readonly step: TrainingStep;
  readonly tokenizer: Tokenizer;
  /** The model's. */
  readonly classes: readonly string[];
  readonly validation: Validation;
  /** Keeps a model: called whenever validation has not been better before. */
  readonly keep: (
    parameters: ReadonlyMap<string, Float32Array>,
    history: readonly HistoryEntry[],
  ) => Promise<void>;
  readonly progress: ProgressLine;
  /** Aborting saves a checkpoint and ends the run, to be resumed. */
  readonly signal?: AbortSignal;
}

export interface TrainingOutcome {
  readonly finished: boolean;
  readonly position: Position;
}

const SECONDS_BETWEEN_SAVE_ATTEMPTS = 20;

/**
 * Runs a plan's stages over a step. A run that was killed and resumed ends in the same bits as one that was not:
 * batches, dropout and schedule follow from the seed and the position, and the position, weights and moments are in
 * the checkpoint.
 * @throws Error when the out folder cannot be written, before anything is trained
 */
export async function runStages(plan: SeededPlan, tools: LoopTools): Promise<TrainingOutcome> {
  return new Loop(plan, tools).run();
}

class Loop {
  readonly #optimiser;
  readonly #average: ReadonlyMap<string, Float32Array>;
  #fingerprint = '';
  #position: Position = startPosition;

  constructor(
    private readonly plan: SeededPlan,
    private readonly tools: LoopTools,
  ) {
    const { parameters } = tools.step;
    this.#optimiser = zeroState(parameters);
    this.#average =
      plan.averaging > 0 ? new Map([...parameters].map(([name, data]) => [name, data.slice()])) : new Map();
  }

  async run(): Promise<TrainingOutcome> {
    const { plan, tools } = this;
    this.#fingerprint = await planFingerprint(plan);
    if (plan.resume) {
      const position = await loadCheckpoint(plan.out, this.#fingerprint, this.#groups());
      if (position) this.#position = position;
      tools.progress.say(
        position ? `resuming at step ${position.step}` : `${plan.out} has no checkpoint: starting anew`,
      );
    }
    // Before anything is trained: that there is no room for a checkpoint is found out now.
    await this.#save();
    for (let index = this.#position.stage; index < plan.stages.length; index++) {
      const stage = plan.stages[index]!;
      tools.progress.say(`stage ${stage.name}: reading`);
      const seeds = this.#epochSeeds(index, stage);
      const data = await loadStage(stage, tools.tokenizer, tools.classes, seeds, tools);
      const finished = await this.#runStage(index, stage, data, seeds);
      if (!finished) {
        await this.#saveSurely();
        return { finished: false, position: this.#position };
      }
    }
    await this.#saveSurely();
    return { finished: true, position: this.#position };
  }

  #epochSeeds(index: number, { epochs }: Stage): number[] {
    return Array.from({ length: epochs }, (_, epoch) => seedOf('epoch', this.plan.seed, index, epoch));
  }

  async #runStage(
    index: number,
    stage: Stage,
    data: StageData,
    epochSeeds: readonly number[],
  ): Promise<boolean> {
    const { tools } = this;
    const total = epochSeeds.reduce((sum, seed) => sum + epochBatches(data, stage, seed).length, 0);
    const meter = new Meter();
    while (this.#position.epoch < stage.epochs) {
      const batches = epochBatches(data, stage, epochSeeds[this.#position.epoch]!);
      for (let at = this.#position.batch; at < batches.length; at++) {
        if (tools.signal?.aborted) return false;
        const batch = this.#makeBatch(data, batches[at]!, index, stage);
        const loss = await this.#learn(batch, stage, total);
        this.#position = { ...this.#position, batch: at + 1 };
        meter.add(batch.ids.reduce((sum, ids) => sum + ids.length, 0));
        this.#showProgress(stage, total, loss, meter);
        await this.#afterStep(stage, total);
      }
      this.#position = { ...this.#position, epoch: this.#position.epoch + 1, batch: 0 };
    }
    this.#position = { ...this.#position, stage: index + 1, epoch: 0, batch: 0, stageStep: 0 };
    return true;
  }

  #makeBatch(data: StageData, rows: readonly number[], index: number, stage: Stage): TrainingBatch {
    const seed = (purpose: 'dropout' | 'words') =>
      seedOf(purpose, this.plan.seed, index, this.#position.step);
    const random = new Random(seed('words'));
    const { special } = this.tools.tokenizer;
    return {
      ids: rows.map((row) => dropWords(data.ids[row]!, stage.wordDropout, random, special)),
      targets: Float32Array.from(rows.flatMap((row) => [...data.targets[row]!])),
      rowWeights: Float32Array.from(rows, (row) => data.rowWeights[row]!),
      dropoutSeed: seed('dropout'),
    };
  }

  async #learn(batch: TrainingBatch, stage: Stage, total: number): Promise<number> {
    const { step: model } = this.tools;
    const { loss, gradients } = await model.lossAndGradients(batch);
    if (!Number.isFinite(loss)) {
      throw new Error(
        `the loss is ${loss} at step ${this.#position.step + 1}: try a smaller --learning-rate`,
      );
    }
    const norm = globalNorm(gradients);
    if (!Number.isFinite(norm)) {
      throw new Error(
        `the gradient is not finite at step ${this.#position.step + 1}: try a smaller --learning-rate`,
      );
    }
    const stageStep = this.#position.stageStep + 1;
    const step = this.#position.step + 1;
    adamW(model.parameters, gradients, this.#optimiser, {
      step,
      learningRate: learningRateAt(stageStep, total, stage),
      weightDecay: stage.weightDecay,
      gradientScale: Math.min(1, stage.clip / (norm + 1e-6)),
    });
    if (this.#average.size > 0) updateAverage(this.#average, model.parameters, this.plan.averaging);
    const { lossSum, lossSteps } = this.#position;
    this.#position = {
      ...this.#position,
      stageStep,
      step,
      lossSum: lossSum + loss,
      lossSteps: lossSteps + 1,
    };
    return loss;
  }

  async #afterStep(stage: Stage, total: number): Promise<void> {
    const { plan } = this;
    const { step, stageStep } = this.#position;
    if (step % plan.validateEvery === 0 || stageStep === total) await this.#validate(stage);
    if (step % plan.checkpointEvery === 0) {
      await this.#save().catch((error: unknown) => {
        this.tools.progress.say(`${messageOf(error)}; training goes on, the next attempt follows`);
      });
    }
  }

  async #validate(stage: Stage): Promise<void> {
    const { tools } = this;
    const restore = this.#swapInAverage();
    try {
      const figures = await tools.validation.measure(tools.step);
      const { step, history, lossSum, lossSteps } = this.#position;
      const trainingLoss = lossSum / Math.max(1, lossSteps);
      // Recall moves in whole rows: on a few thousand of them it tells two sets of weights apart by chance.
      const better = history.every((entry) => figures.logLoss < entry.logLoss);
      const entry = { step, stage: stage.name, trainingLoss, ...figures };
      this.#position = { ...this.#position, history: [...history, entry], lossSum: 0, lossSteps: 0 };
      const shares = [figures.macroRecall, figures.accuracy].map((share) => (100 * share).toFixed(2));
      tools.progress.say(
        `step ${step}: loss ${trainingLoss.toFixed(4)}; validation loss ${figures.logLoss.toFixed(4)}, ` +
          `macro-recall ${shares[0]}, accuracy ${shares[1]}${better ? ' (best)' : ''}`,
      );
      if (!better) return;
      await this.#insist('the best model', () => tools.keep(tools.step.parameters, this.#position.history));
    } finally {
      restore();
    }
  }

  /** Puts the averaged weights where the step looks for weights; the result puts the others back. */
  #swapInAverage(): () => void {
    const current = new Map(
      [...this.#average.keys()].map((name) => [name, this.tools.step.parameters.get(name)!.slice()]),
    );
    for (const [name, mean] of this.#average) this.tools.step.parameters.get(name)!.set(mean);
    return () => {
      for (const [name, weights] of current) this.tools.step.parameters.get(name)!.set(weights);
    };
  }

  #groups() {
    const { first, second } = this.#optimiser;
    return { parameter: this.tools.step.parameters, first, second, average: this.#average };
  }

  async #save(): Promise<void> {
    await saveCheckpoint(this.plan.out, this.#fingerprint, this.#position, this.#groups());
  }

  async #saveSurely(): Promise<void> {
    await this.#insist('the last checkpoint', () => this.#save());
  }

  /** What was trained is in memory alone until this succeeds: it waits for the disk rather than giving up. */
  async #insist(what: string, write: () => Promise<void>): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await write();
      } catch (error) {
        const wait = `trying again every ${SECONDS_BETWEEN_SAVE_ATTEMPTS} s: make room, or end the run to give it up`;
        this.tools.progress.say(`${what} is not saved: ${messageOf(error)}; ${wait}`);
        await new Promise((resolve) => setTimeout(resolve, 1000 * SECONDS_BETWEEN_SAVE_ATTEMPTS));
      }
    }
  }

  #showProgress(stage: Stage, total: number, loss: number, meter: Meter): void {
    const { stageStep } = this.#position;
    const left = formatDuration(meter.secondsFor(total - stageStep));
    const speed = `${Math.round(meter.tokensPerSecond())} tokens/s`;
    this.tools.progress.show(
      `${stage.name} ${stageStep}/${total}  loss ${loss.toFixed(4)}  ${speed}  ${left} left`,
    );
  }
}

/** Speed since this process entered the stage. */
class Meter {
  readonly #start = performance.now();
  #tokens = 0;
  #steps = 0;

  add(tokens: number): void {
    this.#tokens += tokens;
    this.#steps++;
  }

  tokensPerSecond(): number {
    return this.#tokens / this.#seconds();
  }

  secondsFor(steps: number): number {
    return (this.#seconds() / this.#steps) * steps;
  }

  #seconds(): number {
    return (performance.now() - this.#start) / 1000;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
