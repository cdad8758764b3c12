import type { LanguageNote } from '../../core/text/language-note';
import { callModel, type ModelSource } from '../task/model-calls';
import { Task } from '../task/task.svelte';

/** What is said of a text's language; null where it may be one that the model has learnt. */
export interface NotedText {
  readonly text: string;
  readonly note: LanguageNote | null;
}

/** Finds out whether a text is in a language that the model has not learnt. */
export class LanguageNoting extends Task<NotedText> {
  #asked: string | null = null;

  constructor(private readonly model: ModelSource) {
    super();
  }

  /** What is said of just this text; null while nothing is. */
  of(text: string): LanguageNote | null {
    return this.value?.text === text ? this.value.note : null;
  }

  /** Asks, unless that text was the last that was asked about. */
  async ask(text: string): Promise<void> {
    if (this.#asked === text) return;
    this.#asked = text;
    await this.run(async ({ signal }) => ({
      text,
      note: await callModel(this.model, (api) => api.languageNote(text), signal),
    }));
  }
}
