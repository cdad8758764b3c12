import type { Span } from '../../core/text/types';
import type { Draft } from './draft.svelte';

/** A text with words struck out. */
export interface TextVersion {
  readonly text: string;
  /** Where the struck words stand, ascending. */
  readonly struck: readonly Span[];
}

/**
 * What was done to single words of the text in the box: struck out, put back, replaced. A struck word stays in the text; a
 * replaced one makes a new text. Typing ends it: what is typed is another text.
 */
export class Edits {
  /** The original first; each later one is a word away from the one before. Of another text than the box's: void. */
  #versions = $state.raw<readonly TextVersion[]>([]);

  readonly #valid = $derived.by(() =>
    this.#versions.at(-1)?.text === this.draft.text ? this.#versions : [],
  );
  /** The text as it stands. */
  readonly current: TextVersion = $derived.by(
    () => this.#valid.at(-1) ?? { text: this.draft.text, struck: [] },
  );
  /** The text before any word was touched; null where none is. */
  readonly original: TextVersion | null = $derived.by(() => this.#valid[0] ?? null);
  readonly edited = $derived(this.#valid.length > 0);

  constructor(private readonly draft: Draft) {}

  /** Strikes a word out, or puts it back. */
  strike(word: Span): void {
    const { text, struck } = this.current;
    const others = struck.filter((span) => !same(span, word));
    const without = others.length < struck.length ? others : inOrder([...struck, word]);
    this.#add({ text, struck: without });
  }

  /** Puts other words in the place of one; what was struck out elsewhere stays so. */
  replace(word: Span, replacement: string): void {
    const { text, struck } = this.current;
    const shift = replacement.length - (word.end - word.start);
    this.#add({
      text: text.slice(0, word.start) + replacement + text.slice(word.end),
      struck: struck
        .filter((span) => !same(span, word))
        .map((span) => (span.start < word.end ? span : { start: span.start + shift, end: span.end + shift })),
    });
  }

  /** Takes the last step back. */
  undo(): void {
    this.#show(this.#valid.slice(0, -1));
  }

  /** Takes all steps back. */
  reset(): void {
    this.#show(this.#valid.slice(0, 1));
  }

  /** Begins with words struck out: as a link brings them. */
  begin(version: TextVersion): void {
    const original = { text: version.text, struck: [] };
    this.#versions = version.struck.length > 0 ? [original, version] : [];
  }

  #add(version: TextVersion): void {
    this.#show([...(this.edited ? this.#valid : [this.current]), version]);
  }

  #show(versions: readonly TextVersion[]): void {
    const text = versions.at(-1)?.text;
    this.#versions = versions.length > 1 ? versions : [];
    if (text !== undefined && text !== this.draft.text) this.draft.edit(text);
  }
}

function same(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}

function inOrder(spans: readonly Span[]): Span[] {
  return [...spans].sort((a, b) => a.start - b.start);
}
