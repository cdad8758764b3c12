import { holdsRows, maxCharacters, readTextFile } from './read-text-file';

/**
 * Puts a text in the place of the box's.
 *
 * @returns whether the browser's own Undo takes it back
 */
export type TextWriter = (text: string) => boolean;

/** A text of the reader's that something else took the place of. */
export interface Replaced {
  readonly before: string;
  readonly after: string;
  /** What took its place, in words. */
  readonly by: string;
  /** Whether the browser's own Undo brings it back. */
  readonly byBrowser: boolean;
}

/** From where a text was opened, to which its reader may go back: a row of a file. */
export interface TextOrigin {
  readonly name: string;
  /** What else is known of it. */
  readonly details: readonly { readonly name: string; readonly value: string }[];
  /** Whether it is still there to go back to. */
  readonly isThere: () => boolean;
}

/**
 * The text in the box. It lives in this tab's memory alone: never stored, never sent. What was typed is never lost to an
 * example or a file: `undo` brings it back.
 */
export class Draft {
  #text = $state('');
  /** Why a dropped or opened file was not taken. */
  fileError = $state('');
  /** A file of rows that was not taken: another view reads it. */
  refusedRows = $state.raw<File | null>(null);
  /** What the reader should look at of a file that was taken. */
  fileNote = $state('');
  /** What the reader typed before an example or a file came in its place. */
  replaced = $state.raw<Replaced | null>(null);
  /** From where the text was opened; null: it was typed, or put there by something that there is no way back to. */
  origin = $state.raw<TextOrigin | null>(null);
  /** The text that an example or a file put there last. */
  #placed = $state('');
  /** Whether the box has the replaced text again, or had it before more was typed: by the browser's own Undo. */
  #takenBack = $state(false);
  #write: TextWriter | null = null;

  readonly characters = $derived(this.text.length);
  readonly isBlank = $derived(this.text.trim() === '');
  readonly isTooLong = $derived(this.text.length > maxCharacters);
  readonly usable = $derived(!this.isBlank && !this.isTooLong);
  /** Whether the text is the reader's own. */
  readonly isTyped = $derived(!this.isBlank && this.text !== this.#placed);
  readonly canUndo = $derived(
    this.replaced !== null && !this.#takenBack && this.replaced.before !== this.text,
  );
  /** Whether leaving the page would lose a text of the reader's own. */
  readonly unsaved = $derived(this.isTyped || this.canUndo);

  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    this.#text = text;
    if (text === this.replaced?.before) this.#takenBack = true;
    else if (text === this.replaced?.after) this.#takenBack = false;
  }

  /**
   * Has a box write the texts that are put in place, so that its own Undo knows of them, until it goes away.
   *
   * @returns tells that the box goes away, and its history with it
   */
  attach(write: TextWriter): () => void {
    this.#write = write;
    return () => {
      this.#write = null;
      if (this.replaced) this.replaced = { ...this.replaced, byBrowser: false };
    };
  }

  /**
   * @param by what puts the text there, in words
   * @param origin from where it is opened
   */
  replace(text: string, by: string, origin: TextOrigin | null = null): void {
    // As the box has it: it knows one kind of line end.
    const after = text.replace(/\r\n?/g, '\n');
    this.fileError = '';
    this.fileNote = '';
    this.refusedRows = null;
    this.origin = origin;
    if (after === this.text) return;
    // Of one example after another, what was typed before the first is what matters.
    const before = this.isTyped ? this.text : (this.replaced?.before ?? null);
    const byBrowser = this.#put(after);
    this.#placed = after;
    this.#note(before === null ? null : { before, after, by, byBrowser });
  }

  /** Changes the reader's own text for the reader: it counts as typed. */
  edit(text: string): void {
    this.#put(text);
  }

  /** Brings back what was replaced; what was typed in the meantime can be brought back in the same way. */
  undo(): void {
    if (!this.replaced) return;
    this.origin = null;
    const { before: after } = this.replaced;
    const before = this.isTyped && this.text !== after ? this.text : null;
    const byBrowser = this.#put(after);
    this.#note(before === null ? null : { before, after, by: 'your earlier text', byBrowser });
  }

  /** Forgets what was replaced. */
  forget(): void {
    this.replaced = null;
  }

  async open(files: Iterable<File>): Promise<void> {
    const [file, ...others] = files;
    if (!file) return;
    this.refusedRows = others.length === 0 && holdsRows(file) ? file : null;
    if (others.length > 0) {
      this.fileError = 'One file at a time, please.';
      return;
    }
    try {
      const { text, note } = await readTextFile(file);
      this.replace(text, `the file “${file.name}”`);
      this.fileNote = note;
    } catch (error) {
      this.fileError = (error as Error).message;
    }
  }

  #note(replaced: Replaced | null): void {
    this.replaced = replaced;
    this.#takenBack = false;
  }

  #put(text: string): boolean {
    const byBrowser = this.#write?.(text) ?? false;
    this.text = text;
    return byBrowser;
  }
}
