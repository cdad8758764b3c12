import * as Comlink from 'comlink';
import type { Classification } from '../../workers/api';
import { callModel, type ModelSource } from '../task/model-calls';
import { Task } from '../task/task.svelte';

/** How a text reads before any of its words was touched. */
export interface ReadText {
  readonly text: string;
  readonly classification: Classification;
}

/** Reads the original of an edited text, where nobody knows it yet. */
export class OriginalReading extends Task<ReadText> {
  constructor(private readonly model: ModelSource) {
    super();
  }

  /** What is known already needs no reading. */
  know(read: ReadText): void {
    this.cancel();
    this.value = read;
  }

  ask(text: string): Promise<void> {
    return this.run(async ({ signal }) => {
      const unwatched = Comlink.proxy(() => undefined);
      const classification = await callModel(
        this.model,
        (api, cancel) => api.classify({ text, longText: 'windows' }, cancel, unwatched),
        signal,
      );
      return { text, classification };
    });
  }
}
