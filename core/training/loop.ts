import { Random } from '../math/random';
import { adamW, globalNorm, updateAverage, zeroState } from './adamw';
import { loadCheckpoint, saveCheckpoint, startPosition, type Position } from './checkpoint';
import { epochBatches } from './epochs';
import type { StageRows } from './rows';
import type { TrainingOutcome, TrainingRun, TrainingStage, TrainingTools } from './run';
import { learningRateAt } from './schedule';
import { epochSeeds, seedOf } from './seeds';
import type { TrainingBatch } from './step';
import { isBest, validate } from './validation';
import { dropWords } from './word-dropout';

/**
 * Runs the stages of a training run. A run that was killed and resumed ends in the same bits as one that was not:
 * batches, dropout and schedule follow from the seed and the position, and the checkpoint holds position, weights and
 * moments.
 * @throws Error when a stage has no rows or nothing can be saved, before anything is learnt; when loss or gradient are
 *   not finite
 * @throws OtherRunError when the store holds the checkpoint of another run
 */
export async function runTraining(run: TrainingRun, tools: TrainingTools): Promise<TrainingOutcome> {
  return new Loop(run, tools).start();
}

class Loop {
  readonly #optimiser;
  readonly #average: ReadonlyMap<string, Float32Array>;
  #position: Position = startPosition;

  constructor(
    private readonly run: TrainingRun,
    private readonly tools: TrainingTools,
  ) {
    const { parameters } = tools.step;
    this.#optimiser = zeroState(parameters);
    this.#average =
      run.averaging > 0 ? new Map([...parameters].map(([name, data]) => [name, data.slice()])) : new Map();
  }

  async start(): Promise<TrainingOutcome> {
    const { run, tools } = this;
    if (run.resume) await this.#resume();
    const first = this.#position.stage;
    for (let index = first; index < run.stages.length; index++) {
      const stage = run.stages[index]!;
      await tools.onEvent?.({ kind: 'reading', stage: stage.name });
      const rows = await tools.rows(index);
      const epochs = epochSeeds(run.seed, index, stage.epochs).map(
        (seed) => () => epochBatches(rows.ids, rows.sources, stage.batchTokens, seed),
      );
      const total = epochs.reduce((sum, batches) => sum + batches().length, 0);
      if (total === 0) throw new Error(`stage ${stage.name} has no rows to learn from`);
      // A checkpoint is saved before anything is learnt, so that a lack of space is found now.
      if (index === first) await this.#save();
      await tools.onEvent?.({ kind: 'learning', stage: stage.name });
      const finished = await this.#runStage(index, rows, epochs, total);
      if (!finished) {
        await this.#saveSurely();
        return { finished: false, position: this.#position };
      }
    }
    await this.#saveSurely();
    return { finished: true, position: this.#position };
  }

  async #resume(): Promise<void> {
    const { store, onEvent } = this.tools;
    const position = await loadCheckpoint(store, this.run.fingerprint, this.#groups());
    if (position) this.#position = position;
    await onEvent?.(position ? { kind: 'resumed', step: position.step } : { kind: 'no checkpoint' });
  }

  /**
   * @param epochs functions that make the batches of an epoch: the batches of all epochs would take much memory
   * @param total steps of all epochs
   * @returns whether the stage was finished
   */
  async #runStage(
    index: number,
    rows: StageRows,
    epochs: readonly (() => number[][])[],
    total: number,
  ): Promise<boolean> {
    const { tools } = this;
    const stage = this.run.stages[index]!;
    while (this.#position.epoch < stage.epochs) {
      const batches = epochs[this.#position.epoch]!();
      for (let at = this.#position.batch; at < batches.length; at++) {
        if (tools.signal?.aborted) return false;
        const batch = this.#makeBatch(rows, batches[at]!, index, stage);
        const loss = await this.#learn(batch, stage, total);
        this.#position = { ...this.#position, batch: at + 1 };
        await tools.onEvent?.({
          kind: 'step',
          stage: stage.name,
          stageStep: this.#position.stageStep,
          stageSteps: total,
          loss,
          tokens: batch.ids.reduce((sum, ids) => sum + ids.length, 0),
        });
        await this.#afterStep(stage, total);
      }
      this.#position = { ...this.#position, epoch: this.#position.epoch + 1, batch: 0 };
    }
    this.#position = { ...this.#position, stage: index + 1, epoch: 0, batch: 0, stageStep: 0 };
    return true;
  }

  #makeBatch(data: StageRows, rows: readonly number[], index: number, stage: TrainingStage): TrainingBatch {
    const seed = (purpose: 'dropout' | 'words') => seedOf(purpose, this.run.seed, index, this.#position.step);
    const random = new Random(seed('words'));
    return {
      ids: rows.map((row) => dropWords(data.ids[row]!, stage.wordDropout, random, this.tools.special)),
      targets: Float32Array.from(rows.flatMap((row) => [...data.targets[row]!])),
      rowWeights: Float32Array.from(rows, (row) => data.rowWeights[row]!),
      dropoutSeed: seed('dropout'),
    };
  }

  async #learn(batch: TrainingBatch, stage: TrainingStage, total: number): Promise<number> {
    const { step: model } = this.tools;
    const { loss, gradients } = await model.lossAndGradients(batch);
    if (!Number.isFinite(loss)) {
      throw new Error(`the loss is ${loss} at step ${this.#position.step + 1}: try a smaller learning rate`);
    }
    const norm = globalNorm(gradients);
    if (!Number.isFinite(norm)) {
      throw new Error(
        `the gradient is not finite at step ${this.#position.step + 1}: try a smaller learning rate`,
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
    if (this.#average.size > 0) updateAverage(this.#average, model.parameters, this.run.averaging);
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

  async #afterStep(stage: TrainingStage, total: number): Promise<void> {
    const { run, tools } = this;
    const { step, stageStep } = this.#position;
    if (step % run.validateEvery === 0 || stageStep === total) await this.#validate(stage);
    if (step % run.checkpointEvery === 0) {
      await this.#save().catch(async (error: unknown) => {
        await tools.onEvent?.({ kind: 'unsaved', error: asError(error) });
      });
    }
  }

  async #validate(stage: TrainingStage): Promise<void> {
    const { tools } = this;
    const restore = this.#swapInAverage();
    try {
      const figures = await validate(tools.step, tools.validation);
      const { step, history, lossSum, lossSteps } = this.#position;
      const best = isBest(figures, history);
      const entry = {
        step,
        stage: stage.name,
        trainingLoss: lossSum / Math.max(1, lossSteps),
        ...figures,
      };
      this.#position = { ...this.#position, history: [...history, entry], lossSum: 0, lossSteps: 0 };
      await tools.onEvent?.({ kind: 'validated', entry, best });
      if (!best) return;
      await this.#insist('the best model', () => tools.keep(tools.step.parameters, this.#position.history));
    } finally {
      restore();
    }
  }

  /** Puts the averaged weights where the step looks for weights. The function that it returns puts the others back. */
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
    await saveCheckpoint(this.tools.store, this.run.fingerprint, this.#position, this.#groups());
  }

  async #saveSurely(): Promise<void> {
    await this.#insist('the last checkpoint', () => this.#save());
  }

  /** Until this succeeds, what was learnt is only in memory. */
  async #insist(what: 'the best model' | 'the last checkpoint', write: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await write();
      } catch (error) {
        await this.tools.retry(what, asError(error));
      }
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
