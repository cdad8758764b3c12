import type { TeachText } from '../../core/teaching/texts';
import { callModel } from '../task/model-calls';
import { Task } from '../task/task.svelte';
import type { TeachModel } from './teach-model';

/** Texts that the model reads at once. */
const batch = 32;

/** What the model makes of a text, by its place. */
export interface ReadText {
  readonly place: number;
  readonly probabilities: readonly number[];
}

export interface TextsToRead {
  /** As they are now, while more of them may come. */
  readonly texts: () => readonly TeachText[];
  readonly model: () => TeachModel;
  /** Given what was read of some texts. */
  readonly onRead: (read: readonly ReadText[]) => void;
}

/** Has the model read the texts that it has not read. */
export class ReadingTexts extends Task<void, { readonly done: number; readonly total: number }> {
  constructor(private readonly work: TextsToRead) {
    super();
  }

  /** Reads until nothing is left to read. @returns whether there was anything */
  async read(): Promise<boolean> {
    const { texts, model, onRead } = this.work;
    if (unread(texts()).length === 0) return false;
    await this.run(async ({ signal, onProgress }) => {
      const total = texts().length;
      for (let places = unread(texts()); places.length > 0; places = unread(texts())) {
        const some = places.slice(0, batch);
        const asked = some.map((place) => texts()[place]!.text);
        const read = await callModel(
          model(),
          (api, cancel) => api.predict({ texts: asked, longText: 'windows' }, cancel),
          signal,
        );
        signal.throwIfAborted();
        const width = read.length / some.length;
        const rowAt = (at: number) => Array.from(read.subarray(at * width, (at + 1) * width), rounded);
        onRead(some.map((place, at) => ({ place, probabilities: rowAt(at) })));
        onProgress({ done: total - places.length + some.length, total });
      }
    });
    return true;
  }
}

function unread(texts: readonly TeachText[]): number[] {
  return texts.flatMap(({ probabilities }, place) => (probabilities === null ? [place] : []));
}

/** As many digits as an order needs, so that what is kept stays small. */
function rounded(probability: number): number {
  return Number(probability.toFixed(5));
}
