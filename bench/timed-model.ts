import type { DifferentiableClassifier } from '../core/model/classifier';

/** What a model was asked for and what that took: rows, and seconds of the processor. */
export interface Spent {
  forwardRows: number;
  forwardSeconds: number;
  gradientRows: number;
  gradientSeconds: number;
}

/** A model that counts its rows and times itself by the processor, which a crowded machine does not slow. */
export function timedModel(model: DifferentiableClassifier): DifferentiableClassifier & {
  readonly spent: Spent;
} {
  const spent: Spent = { forwardRows: 0, forwardSeconds: 0, gradientRows: 0, gradientSeconds: 0 };
  const timed = async <T>(work: () => Promise<T>, done: (seconds: number) => void): Promise<T> => {
    const started = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(started);
    done((user + system) / 1e6);
    return result;
  };
  return {
    classes: model.classes,
    ...(model.activation && { activation: model.activation }),
    maxTokens: model.maxTokens,
    windowTokens: model.windowTokens,
    embeddingSize: model.embeddingSize,
    vocabularySize: model.vocabularySize,
    embed: (ids) => model.embed(ids),
    spent,
    logits: (rows, signal) =>
      timed(
        () => model.logits(rows, signal),
        (seconds) => {
          spent.forwardRows += rows.length;
          spent.forwardSeconds += seconds;
        },
      ),
    gradients: (rows, target, signal) =>
      timed(
        () => model.gradients(rows, target, signal),
        (seconds) => {
          spent.gradientRows += rows.length;
          spent.gradientSeconds += seconds;
        },
      ),
  };
}
