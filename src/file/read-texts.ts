import * as Comlink from 'comlink';
import type { LongText } from '../../core/text/windows';
import type { RunProgress } from '../../workers/file-api';
import type { FileClient } from '../../workers/file-client';
import { callModel } from '../task/model-calls';
import type { FileModel } from './file-model';

/** How the reading of the texts goes on. */
export interface RunPace extends RunProgress {
  /** Texts a second since it was started or went on. */
  readonly pace: number;
  readonly secondsLeft: number;
}

/** What the model made of some texts. */
export interface ReadBatch {
  /** Rows of the texts. */
  readonly rows: readonly number[];
  /** [rows, classes] */
  readonly probabilities: Float64Array;
  /** Of each text the language, if the model has not learnt it. */
  readonly languages: readonly (string | null)[];
}

/** Who has the texts, who reads them, and who is told. */
export interface TextReading {
  readonly client: Pick<FileClient, 'call'>;
  readonly model: FileModel;
  readonly longText: LongText;
  readonly signal: AbortSignal;
  onRead(batch: ReadBatch): void;
  /** Tells how long reading has taken, and what was read in that time. */
  onPrice(seconds: number, characters: number): void;
  /** @param reason why what is read is no longer kept on this machine */
  onNotKept(reason: string): void;
  onProgress(progress: RunPace): void;
}

/** Milliseconds that a batch should take: a pause is heeded within about one. */
const batchTime = 400;
const [leastBatch, mostBatch] = [16, 1024];
/** Characters of a batch: a few very long texts are a batch of their own. */
const batchCharacters = 200_000;

/** Has the texts read that are not read yet, batch by batch, each as large as the last one's time allows. */
export async function readTexts(reading: TextReading): Promise<RunProgress> {
  const { client, signal } = reading;
  const startedAt = performance.now();
  // Nothing is put: it says how far reading was before.
  const begun = await client.call((api) => api.put([], new Float64Array(0), []));
  let size = leastBatch;
  let [seconds, characters] = [0, 0];
  for (;;) {
    const { rows, texts } = await client.call((api) => api.next(size, batchCharacters));
    signal.throwIfAborted();
    const batchStart = performance.now();
    const { probabilities, languages } = await answersTo(texts, reading);
    const took = performance.now() - batchStart;
    seconds += took / 1000;
    for (const text of texts) characters += text.length;
    reading.onPrice(seconds, characters);
    reading.onRead({ rows, probabilities, languages });
    const progress = await client.call((api) =>
      api.put(rows, Comlink.transfer(probabilities, [probabilities.buffer]), languages),
    );
    if (progress.notKept !== null) reading.onNotKept(progress.notKept);
    signal.throwIfAborted();
    reading.onProgress({ ...progress, ...paceOf(begun, progress, (performance.now() - startedAt) / 1000) });
    if (rows.length === 0) return progress;
    if (rows.length === size) size = Math.round(clamp((size * batchTime) / took, size / 2, size * 2));
    size = clamp(size, leastBatch, mostBatch);
  }
}

/** @param seconds between the two */
function paceOf(
  begun: RunProgress,
  { done, bytesLeft }: RunProgress,
  seconds: number,
): Pick<RunPace, 'pace' | 'secondsLeft'> {
  const pace = (done - begun.done) / seconds;
  // By their bytes: one long text takes as long as many short ones.
  const bytes = begun.bytesLeft - bytesLeft;
  return { pace, secondsLeft: bytesLeft === 0 ? 0 : (bytesLeft * seconds) / bytes };
}

async function answersTo(
  texts: readonly string[],
  { model, longText, signal }: TextReading,
): Promise<Omit<ReadBatch, 'rows'>> {
  if (texts.length === 0) return { probabilities: new Float64Array(0), languages: [] };
  const probabilities = await callModel(
    model,
    (api, cancel) => api.predict({ texts, longText }, cancel),
    signal,
  );
  const languages = await callModel(model, (api) => api.otherLanguages(texts), signal);
  return { probabilities, languages };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
