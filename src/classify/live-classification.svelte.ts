import * as Comlink from 'comlink';
import type { LongText } from '../../core/text/windows';
import type { Classification, ClassifyProgress } from '../../workers/api';
import type { ModelClient } from '../../workers/model-client';

const pause = 250;

export interface ReadingProgress extends ClassifyProgress {
  /** In milliseconds of performance.now(). */
  readonly startedAt: number;
}

/** The class probabilities of the text in the box, renewed a moment after typing stops. */
export class LiveClassification {
  /** With the text that it is of; null for a text that cannot be classified. */
  result = $state.raw<{ readonly text: string; readonly classification: Classification } | null>(null);
  /** How far a long text has been read; null where it takes no time worth telling. */
  progress = $state.raw<ReadingProgress | null>(null);
  /** Whether the reader stopped the reading of the text in the box. */
  stopped = $state(false);
  error = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #controller = new AbortController();

  constructor(private readonly client: () => ModelClient | null) {}

  /** @param text null: there is nothing to classify */
  update(text: string | null, longText: LongText): void {
    const { signal } = this.#supersede();
    if (text === null) this.result = null;
    else this.#timer = setTimeout(() => void this.#classify(text, longText, signal), pause);
  }

  /** Gives up the reading under way; `update` starts another. */
  stop(): void {
    this.#supersede();
    this.stopped = true;
  }

  #supersede(): AbortController {
    clearTimeout(this.#timer);
    this.#controller.abort(new DOMException('Another text is read', 'AbortError'));
    this.#controller = new AbortController();
    this.progress = null;
    this.stopped = false;
    this.error = '';
    return this.#controller;
  }

  async #classify(text: string, longText: LongText, signal: AbortSignal): Promise<void> {
    const startedAt = performance.now();
    const onProgress = (progress: ClassifyProgress) => {
      if (!signal.aborted) this.progress = { ...progress, startedAt };
    };
    try {
      const classification = await this.client()?.call(
        (api, cancel) => api.classify({ text, longText }, cancel, Comlink.proxy(onProgress)),
        signal,
      );
      if (!signal.aborted && classification) this.result = { text, classification };
    } catch (error) {
      if (!signal.aborted) this.error = (error as Error).message;
    } finally {
      if (this.#controller.signal === signal) this.progress = null;
    }
  }
}
