/** Where something is kept on this machine. */
export interface Shelf<Thing> {
  /** What is to be kept; null while there is nothing. */
  thing(): Thing | null;
  /** Writes it for the first time. @returns the id under which it is kept */
  keep(thing: Thing): Promise<string>;
  /** Writes what has changed. */
  remember(thing: Thing): Promise<void>;
  /** Told under which id it is kept from now on; null: it is not. */
  onId?(id: string | null): void;
  /** Told why it is no longer kept. */
  onEnd(reason: string): void;
}

/** Milliseconds after a change until it is written. */
const pause = 400;

/** How one thing is written that is kept: as a whole first, and then whenever it has changed. */
export class KeptWrites<Thing> {
  /** Whether it is being written for the first time. */
  isFirst = $state(false);
  /** Whether something has changed that is not written yet. */
  isPending = $state(false);
  #id = $state<string | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether something has changed since it was begun to be written for the first time. */
  #isBehind = false;
  /** Rises with every change. */
  #changes = 0;
  /** Rises whenever what was open is closed: what was begun for it says nothing of what is open then. */
  #life = 0;

  constructor(private readonly shelf: Shelf<Thing>) {}

  /** The id under which it is kept; null: it is not. */
  get id(): string | null {
    return this.#id;
  }

  /** Begins to keep it, unless it is kept. @returns false where it was written, but closed meanwhile */
  async begin(): Promise<boolean> {
    const thing = this.shelf.thing();
    if (!thing || this.#id !== null || this.isFirst) return true;
    const life = this.#life;
    this.isFirst = true;
    this.#isBehind = false;
    try {
      const id = await this.shelf.keep(thing);
      if (life !== this.#life) return false;
      this.goesOn(id);
      if (this.#isBehind) this.remember();
      // Else a browser that runs out of room may delete it unasked; one that does not grant it keeps it all the same.
      await (navigator.storage as StorageManager | undefined)?.persist?.();
    } catch (error) {
      if (life === this.#life) this.end((error as Error).message);
    } finally {
      if (life === this.#life) this.isFirst = false;
    }
    return true;
  }

  /** It was kept before, and goes on being kept. */
  goesOn(id: string): void {
    this.#id = id;
    this.shelf.onId?.(id);
  }

  /** Writes what has changed, a moment later. */
  remember(): void {
    if (this.isFirst) this.#isBehind = true;
    if (this.#id === null) return;
    clearTimeout(this.#timer);
    this.#changes++;
    this.isPending = true;
    this.#timer = setTimeout(() => void this.rememberNow(), pause);
  }

  async rememberNow(): Promise<void> {
    clearTimeout(this.#timer);
    const thing = this.shelf.thing();
    if (!thing || this.#id === null) return;
    const changes = this.#changes;
    try {
      await this.shelf.remember(thing);
      // Unless something has changed since.
      if (changes === this.#changes) this.isPending = false;
    } catch (error) {
      if (this.#id !== null) this.end((error as Error).message);
    }
  }

  /** Nothing is written any more, for a reason; what is kept so far stays. */
  end(reason: string): void {
    this.leave();
    this.shelf.onEnd(reason);
  }

  /** Nothing is written any more. */
  leave(): void {
    clearTimeout(this.#timer);
    this.#id = null;
    this.isPending = false;
    this.shelf.onId?.(null);
  }

  /** What was open is closed: what is still being written for it is not of what is open then. */
  close(): void {
    this.#life++;
    this.isFirst = false;
    this.leave();
  }
}
