import type { LongText } from '../../core/text/windows';
import type { Classification } from '../../workers/api';
import { callModel, type ModelSource } from '../task/model-calls';
import { pause } from '../task/pause';
import { Task } from '../task/task.svelte';
import { tokensOfRow, type ReadingPace } from './reading-pace.svelte';

/** A text for which prices are to be told. */
export interface Priced {
  readonly text: string;
  readonly longText: LongText;
  readonly classification: Classification;
}

/** Tokens of one measurement: about what the model is given at once. */
const tokensAtOnce = 2048;

/** Measurements in a row without rest: enough where nothing disturbs. */
const atOnce = 3;

/** Those that follow soon, and those after which it is given up: the computer has too much else to do. */
const soon = 12;
const mostTries = 36;

/** Milliseconds before those that follow soon, and before later ones: what disturbs may be over by then. */
const shortRest = 250;
const longRest = 5000;

/**
 * Measures what reading takes here, by rows of the text that is to be explained: a moment's work, which nobody sees. Its
 * value says whether there is a pace to tell since.
 */
export class PaceMeasuring extends Task<boolean> {
  #asked = '';

  constructor(
    private readonly model: ModelSource,
    private readonly pace: ReadingPace,
  ) {
    super();
  }

  /** Whether it was given up, or failed. */
  get inVain(): boolean {
    return this.phase === 'failed' || (this.phase === 'done' && this.value === false);
  }

  /** Measures until there is a pace to tell. What came to nothing for a text is not tried again. */
  async ask(priced: Priced): Promise<void> {
    const { text } = priced;
    if (this.#asked === text && (this.phase === 'running' || this.inVain)) return;
    this.#asked = text;
    await this.run(({ signal }) => this.#measure(priced, signal));
  }

  async #measure({ text, longText, classification }: Priced, signal: AbortSignal): Promise<boolean> {
    const { readTokens, windows } = classification;
    const times = Math.max(1, Math.round(tokensAtOnce / readTokens));
    const texts = Array.from({ length: times }, () => text);
    const row = tokensOfRow(classification);
    for (let tries = 0; tries < mostTries && this.pace.of(row) === null; tries++) {
      if (tries >= atOnce) await pause(tries < soon ? shortRest : longRest, signal);
      const began = performance.now();
      await callModel(this.model, (api, cancel) => api.predict({ texts, longText }, cancel), signal);
      this.pace.learn(times * windows, row, (performance.now() - began) / 1000);
    }
    return this.pace.of(row) !== null;
  }
}
