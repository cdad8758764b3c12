import * as Comlink from 'comlink';
import { LONG_TEXT_BYTES } from '../../core/table/readings';
import type { LongText } from '../../core/text/windows';
import type { ClassifyProgress } from '../../workers/api';
import type { RunProgress } from '../../workers/file-api';
import type { FileClient } from '../../workers/file-client';
import { callModel } from '../task/model-calls';
import type { FileModel } from './file-model';

/** How the reading of the texts goes on. */
export interface RunPace extends RunProgress {
  /** Texts a second since it was started or went on. */
  readonly pace: number;
  readonly secondsLeft: number;
  /** The share that is read of a long text, which is read by itself; null while none is. At 0 the time left is not known. */
  readonly ofLongText: number | null;
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
  let progress = begun;
  let size = leastBatch;
  let [seconds, characters] = [0, 0];
  for (;;) {
    const { rows, texts } = await client.call((api) => api.next(size, batchCharacters));
    signal.throwIfAborted();
    const batchStart = performance.now();
    const bytes = sizeOfLong(texts);
    const onPart = (ofLongText: number): void => {
      const sofar = { ...progress, bytesLeft: progress.bytesLeft - ofLongText * bytes! };
      reading.onProgress({ ...progress, ...paceOf(begun, sofar, startedAt), ofLongText });
    };
    if (bytes !== null) onPart(0);
    const { probabilities, languages } = await answersTo(texts, reading, bytes === null ? null : onPart);
    const took = performance.now() - batchStart;
    seconds += took / 1000;
    for (const text of texts) characters += text.length;
    reading.onPrice(seconds, characters);
    reading.onRead({ rows, probabilities, languages });
    progress = await client.call((api) =>
      api.put(rows, Comlink.transfer(probabilities, [probabilities.buffer]), languages),
    );
    if (progress.notKept !== null) reading.onNotKept(progress.notKept);
    signal.throwIfAborted();
    reading.onProgress({ ...progress, ...paceOf(begun, progress, startedAt), ofLongText: null });
    if (rows.length === 0) return progress;
    if (rows.length === size) size = Math.round(clamp((size * batchTime) / took, size / 2, size * 2));
    size = clamp(size, leastBatch, mostBatch);
  }
}

/** Bytes of a long text that is read by itself; null where it is none. */
function sizeOfLong(texts: readonly string[]): number | null {
  const [text = ''] = texts;
  if (texts.length > 1) return null;
  const { size } = new Blob([text]);
  return size > LONG_TEXT_BYTES ? size : null;
}

function paceOf(
  begun: RunProgress,
  { done, bytesLeft }: RunProgress,
  startedAt: number,
): Pick<RunPace, 'pace' | 'secondsLeft'> {
  const seconds = (performance.now() - startedAt) / 1000;
  const pace = (done - begun.done) / seconds;
  // By their bytes: one long text takes as long as many short ones.
  const bytes = begun.bytesLeft - bytesLeft;
  return { pace, secondsLeft: bytesLeft === 0 ? 0 : (bytesLeft * seconds) / bytes };
}

/** @param onPart told which share of a single text is read; null: nobody asks */
async function answersTo(
  texts: readonly string[],
  { model, longText, signal }: TextReading,
  onPart: ((share: number) => void) | null,
): Promise<Omit<ReadBatch, 'rows'>> {
  if (texts.length === 0) return { probabilities: new Float64Array(0), languages: [] };
  const tell = Comlink.proxy(({ done, total }: ClassifyProgress) => onPart?.(done / total));
  const probabilities = await callModel(
    model,
    async (api, cancel) =>
      onPart === null
        ? api.predict({ texts, longText }, cancel)
        : Float64Array.from((await api.classify({ text: texts[0]!, longText }, cancel, tell)).probabilities),
    signal,
  );
  const languages = await callModel(model, (api) => api.otherLanguages(texts), signal);
  return { probabilities, languages };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
