import { tick } from 'svelte';
import { stopAfterKey } from './arrow-keys';
import type { DrawnSentence } from './picture-items';
import { isUndo } from './undo-key';

/** What the stops stand for, as it is drawn now. */
interface Drawn {
  readonly sentences: readonly Pick<DrawnSentence, 'firstWord' | 'endWord'>[];
  /** Whether the text runs from the right. */
  readonly rightToLeft: boolean;
  /** Whether a sentence is open into its words, by place. */
  readonly isOpen: (place: number) => boolean;
}

/** What keys do on a stop, beside leading to another. */
interface KeyActions {
  /** Enter and Space. */
  readonly activate: () => void;
  readonly escape?: (() => void) | undefined;
  /** Ctrl+Z; null: there is nothing to take back. */
  readonly undo: (() => void) | null;
}

/** The name of a word among the stops, which its element bears as `data-stop`. */
export const wordStop = (index: number) => `word-${index}`;

/** The name of a folded sentence among them, by place. */
export const sentenceStop = (place: number) => `sentence-${place}`;

/**
 * The keyboard's way through a coloured text: all of it is one stop of Tab, and arrows move between its words and folded
 * sentences. The focus stays in the text when what has it goes.
 */
export class PictureStops {
  /** The element of the whole text. */
  root = $state<HTMLElement>();
  #last = $state('');
  readonly #first = $derived.by(() => (this.drawn().isOpen(0) ? wordStop(0) : sentenceStop(0)));
  /** The stop that Tab leads to. */
  readonly current = $derived.by(() => (this.#stands(this.#last) ? this.#last : this.#first));

  constructor(private readonly drawn: () => Drawn) {}

  elementOf(name: string): HTMLElement | null {
    return this.root?.querySelector<HTMLElement>(`[data-stop="${name}"]`) ?? null;
  }

  /** Has Tab lead here from now on. */
  choose(name: string): void {
    this.#last = name;
  }

  /** Once it is drawn. */
  async focus(name: string): Promise<void> {
    this.choose(name);
    await tick();
    this.elementOf(name)?.focus();
  }

  /** Moves the focus into the text, which holds it until a stop can take it. */
  takeFocus(): void {
    this.root?.focus({ preventScroll: true });
    void this.focus(this.current);
  }

  /** Before stops are drawn anew: a word that goes, for its text has changed, would take the focus with it. */
  holdFocus(): void {
    const { activeElement } = document;
    if (activeElement?.matches('[data-stop]') && this.root?.contains(activeElement))
      this.root.focus({ preventScroll: true });
  }

  /** After they were: what the text holds goes to the stop that stands now. */
  passFocus(): void {
    if (this.root && this.root === document.activeElement)
      this.elementOf(this.current)?.focus({ preventScroll: true });
  }

  /** A key that was pressed on a stop. */
  press(event: KeyboardEvent, { activate, escape, undo }: KeyActions): void {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      activate();
      return;
    }
    if (event.key === 'Escape' && escape) {
      escape();
      return;
    }
    if (undo && isUndo(event)) {
      event.preventDefault();
      event.stopPropagation();
      undo();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const stops = [...(this.root?.querySelectorAll<HTMLElement>('[data-stop]') ?? [])];
    const places = stops.map((item) => item.getClientRects()[0] ?? item.getBoundingClientRect());
    const current = stops.findIndex((item) => item === event.currentTarget);
    const next = stopAfterKey(event.key, current, places, this.drawn().rightToLeft);
    if (next === null) return;
    event.preventDefault();
    void this.focus(stops[next]?.dataset['stop'] ?? this.#first);
  }

  #stands(name: string): boolean {
    const { sentences, isOpen } = this.drawn();
    const [kind, number] = name.split('-');
    const at = Number(number);
    if (kind === 'sentence') return at < sentences.length && !isOpen(at);
    if (kind !== 'word') return false;
    return sentences.some(
      ({ firstWord, endWord }, place) => at >= firstWord && at < endWord && isOpen(place),
    );
  }
}
