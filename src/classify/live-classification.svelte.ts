import type { Classification } from '../../workers/api';
import type { ModelClient } from '../../workers/model-client';

const pause = 250;

/** The class probabilities of the text in the box, renewed a moment after typing stops. */
export class LiveClassification {
  /** With the text that it is of; null for a text that cannot be classified. */
  result = $state.raw<{ readonly text: string; readonly classification: Classification } | null>(null);
  error = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(private readonly client: () => ModelClient | null) {}

  /** @param text null: there is nothing to classify */
  update(text: string | null): void {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    if (text === null) {
      this.result = null;
      this.error = '';
      return;
    }
    this.#timer = setTimeout(() => void this.#classify(text, asked), pause);
  }

  async #classify(text: string, asked: number): Promise<void> {
    try {
      const classification = await this.client()?.call((api) => api.classify(text));
      if (asked !== this.#asked || !classification) return;
      this.result = { text, classification };
      this.error = '';
    } catch (error) {
      if (asked === this.#asked) this.error = (error as Error).message;
    }
  }
}
