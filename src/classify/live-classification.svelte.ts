import * as Comlink from 'comlink';
import type { LongText } from '../../core/text/windows';
import type { Classification, ClassifyProgress, ClassifyRequest } from '../../workers/api';
import { callModel, type ModelSource } from '../task/model-calls';
import { pause } from '../task/pause';
import { Task, type TaskControl } from '../task/task.svelte';

/** Milliseconds without a change after which a text is read. */
const stillness = 250;

export interface ReadingProgress extends ClassifyProgress {
  /** When the reading began, in milliseconds of performance.now(). */
  readonly startedAt: number;
}

/** What the model makes of a text, and what it was asked. */
export interface Reading extends ClassifyRequest {
  readonly classification: Classification;
}

/**
 * The class probabilities of the text in the box, renewed a moment after typing stops. Those of the text before stay until
 * then. `cancel` gives up the reading under way; `update` starts another.
 */
export class LiveClassification extends Task<Reading, ReadingProgress> {
  constructor(private readonly model: ModelSource) {
    super();
  }

  /** @param text null: there is nothing to classify */
  update(text: string | null, longText: LongText): void {
    if (text === null) this.reset();
    else void this.run((control) => this.#read({ text, longText }, control));
  }

  /** What is known of this text, read in this way. */
  of({ text, longText }: ClassifyRequest): Classification | null {
    const { value } = this;
    return value?.text === text && value.longText === longText ? value.classification : null;
  }

  async #read(
    request: ClassifyRequest,
    { signal, onProgress }: TaskControl<Reading, ReadingProgress>,
  ): Promise<Reading> {
    await pause(stillness, signal);
    const startedAt = performance.now();
    const tell = Comlink.proxy((progress: ClassifyProgress) => onProgress({ ...progress, startedAt }));
    const classification = await callModel(
      this.model,
      (api, cancel) => api.classify(request, cancel, tell),
      signal,
    );
    return { ...request, classification };
  }
}
