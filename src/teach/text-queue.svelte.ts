import { askedTexts, type QueueOrder } from '../../core/teaching/queue';
import type { TeachText } from '../../core/teaching/texts';

/** The seed of the random order. */
const seed = 1;

/** What a reader did, to be undone. */
export interface Move {
  readonly place: number;
  /** The text as it was before. */
  readonly before: TeachText;
  readonly wasSkipped: boolean;
}

/** Which texts are still to be asked, in which order, and what was done of it. */
export class TextQueue {
  order = $state<QueueOrder>('unsure');
  /** Places of the texts that are still to be asked. */
  places = $state.raw<readonly number[]>([]);
  /** What was done last; null where nothing can be undone. */
  last = $state.raw<Move | null>(null);
  readonly current = $derived(this.places[0] ?? null);
  readonly #moves: Move[] = [];

  constructor(private readonly texts: () => readonly TeachText[]) {}

  /** Asks in another order. */
  setOrder(order: QueueOrder): void {
    this.order = order;
    this.ask();
  }

  /** Puts the texts in order, as far as they are to be asked; the one that a reader looks at stays. */
  ask(): void {
    const { current } = this;
    const skipped = this.#moves.filter(({ wasSkipped }) => wasSkipped).map(({ place }) => place);
    const places = askedTexts(this.texts(), this.order, seed, skipped);
    this.places =
      current !== null && places.includes(current)
        ? [current, ...places.filter((place) => place !== current)]
        : places;
  }

  /** Goes on, since the text at the head was given a label. @param before it as it was */
  labelled(before: TeachText): void {
    const { current } = this;
    if (current === null) return;
    this.#remember({ place: current, before, wasSkipped: false });
    this.places = this.places.slice(1);
  }

  /** Asks the text at the head last. */
  skip(): void {
    const { current } = this;
    if (current === null) return;
    this.#remember({ place: current, before: this.texts()[current]!, wasSkipped: true });
    this.places = [...this.places.slice(1), current];
  }

  /** Asks again what was asked last. @returns what was done of it; null where nothing was */
  undo(): Move | null {
    const move = this.#moves.pop() ?? null;
    if (!move) return null;
    this.last = this.#moves.at(-1) ?? null;
    this.places = [move.place, ...this.places.filter((place) => place !== move.place)];
    return move;
  }

  /** Forgets all. */
  clear(): void {
    this.places = [];
    this.#moves.length = 0;
    this.last = null;
  }

  #remember(move: Move): void {
    this.#moves.push(move);
    this.last = move;
  }
}
