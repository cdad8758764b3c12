import { reasonsRows } from '../../core/analysis/text-reasons';
import { needsGradients } from '../../core/attribution/explain';
import type { ValueMethodName } from '../../core/attribution/methods/all';
import type { RowScope } from '../../workers/file-api';
import type { FileClient } from '../../workers/file-client';
import { callModel } from '../task/model-calls';
import type { FileModel } from './file-model';

/** What is to be explained, and how. */
export interface ReasonsChoice {
  readonly scope: RowScope;
  /** Rows to be drawn at random; null: all. */
  readonly most: number | null;
  readonly method: ValueMethodName;
}

/** What a price needs of the work on a file. */
export interface PricedFile {
  readonly model: FileModel;
  readonly client: Pick<FileClient, 'call'>;
  /** Whether its texts are neither read now nor about to be, which tells how long that takes. */
  isAtRest(): boolean;
}

/** Texts that a price is made of. */
const pricedTexts = 500;
/** Texts by which reading is timed where none was read here. */
const measuredTexts = 16;

/** How long it would take to explain rows, told before: by some of their texts, as fast as texts are read. */
export class ReasonsPrice {
  /** Seconds, and rows; null while that cannot be told. */
  value = $state.raw<{ readonly seconds: number | null; readonly rows: number } | null>(null);
  /** Seconds a character of a row that is read; null while none was measured. */
  #characterSeconds: number | null = null;
  #isMeasuring = false;
  #asked = 0;

  constructor(private readonly file: PricedFile) {}

  /** Tells how long reading took: prices are made of it. */
  know(seconds: number, characters: number): void {
    if (characters > 0) this.#characterSeconds = seconds / characters;
  }

  async estimate({ scope, most, method }: ReasonsChoice): Promise<void> {
    const asked = ++this.#asked;
    const classes = this.file.model.classes?.length ?? 1;
    try {
      const { rows, texts, words, characters } = await this.file.client.call((api) =>
        api.wordCounts(scope, most, pricedTexts),
      );
      await this.#measure();
      const cost = await this.#rowCost(method);
      if (asked !== this.#asked) return;
      const read = words.reduce(
        (sum, count, at) => sum + reasonsRows(method, count, classes) * characters[at]!,
        0,
      );
      const each = words.length === 0 ? 0 : read / words.length;
      const seconds =
        this.#characterSeconds === null || cost === null
          ? null
          : texts * each * cost * this.#characterSeconds;
      this.value = { seconds, rows };
    } catch {
      // A worker has ended, which is told where it is noticed.
    }
  }

  /** Forward rows that take as long as a row of the method; null where that is not known. */
  async #rowCost(method: ValueMethodName): Promise<number | null> {
    const { gradientCost } = this.file.model;
    const { signal } = new AbortController();
    return needsGradients(method) ? gradientCost.ask(signal).catch(() => null) : 1;
  }

  reset(): void {
    this.value = null;
    this.#characterSeconds = null;
    this.#asked++;
  }

  /**
   * How long reading takes, by a few texts on show, where none was read here: work that is opened may have been read on
   * another machine.
   */
  async #measure(): Promise<void> {
    const { client, model } = this.file;
    if (this.#characterSeconds !== null || this.#isMeasuring) return;
    if (!this.file.isAtRest() || !model.classes) return;
    this.#isMeasuring = true;
    try {
      const rows = await client.call((api) => api.rows(0, measuredTexts, [], null));
      const texts = rows.flatMap(({ state, text }) => (state === 'text' ? [text] : []));
      const request = { texts, longText: 'windows' } as const;
      const startedAt = performance.now();
      const { signal } = new AbortController();
      await callModel(model, (api, cancel) => api.predict(request, cancel), signal);
      const characters = texts.reduce((sum, text) => sum + text.length, 0);
      this.know((performance.now() - startedAt) / 1000, characters);
    } finally {
      this.#isMeasuring = false;
    }
  }
}
