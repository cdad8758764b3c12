import { startThread } from '../../cli/worker-thread';
import type { Predictions } from '../../core/prediction/predict';
import type { OpenModel, OpenOptions } from '../../runtime/node/open-model';
import { readTexts, type ReadTexts, type TextReading } from './read-texts';

/** Which model reads texts, and how. Plain data: a thread can be given it. */
export interface PredictorSettings {
  readonly folder: string;
  readonly open: OpenOptions;
  readonly reading: TextReading;
}

/** Classifies some hundred texts: see `predict`. */
export type PredictTexts = (texts: readonly string[]) => Promise<Predictions>;

/** The same with a note of what is in another language: see `readTexts`. */
export type NotingPredictTexts = (texts: readonly string[]) => Promise<ReadTexts>;

export interface Predictors {
  readonly predictors: readonly NotingPredictTexts[];
  readonly stop: () => Promise<void>;
}

/**
 * What reads the texts of a command: the model that it has open; or several threads, each with a model of its own and one
 * thread of arithmetic, so that they do not wait for each other.
 *
 * @throws Error as `openModel` does
 */
export async function startPredictors(
  workers: number,
  model: OpenModel,
  { folder, open, reading }: PredictorSettings,
  signal: AbortSignal,
): Promise<Predictors> {
  if (workers === 1) {
    return { predictors: [(texts) => readTexts(model, texts, reading, signal)], stop: async () => {} };
  }
  const settings: PredictorSettings = { folder, open: { ...open, threads: 1 }, reading };
  const script = new URL('./prediction.worker.ts', import.meta.url);
  const threads = await Promise.all(
    Array.from({ length: workers }, () => startThread<readonly string[], ReadTexts>(script, settings)),
  );
  return {
    predictors: threads.map(({ run }) => (texts) => {
      signal.throwIfAborted();
      return run(texts);
    }),
    async stop() {
      await Promise.all(threads.map((thread) => thread.stop()));
    },
  };
}
