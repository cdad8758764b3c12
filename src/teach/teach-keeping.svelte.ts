import * as Comlink from 'comlink';
import type { TeachState } from '../../core/teaching/state';
import type { CheckpointStore } from '../../core/training/store';
import type { KeptTeaching } from '../../workers/teach-api';
import type { Teacher } from './teacher';

/** Milliseconds after a change until it is kept. */
const pause = 300;

/** What is kept of labels on this machine: with the reader's consent, which is off by default. */
export class TeachKeeping {
  /** The id under which it is kept; null: it is not. */
  id = $state<string | null>(null);
  /** Whether it is being written for the first time. */
  isWriting = $state(false);
  /** Whether something has changed that is not written yet. */
  isPending = $state(false);
  /** What is kept, and not open. */
  teachings = $state.raw<readonly KeptTeaching[]>([]);
  problem = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Rises with every write, and with every change. */
  #writes = 0;
  /** Whether something has changed since it was begun to be written for the first time. */
  #isBehind = false;
  /** Rises whenever what was open is closed: what was begun for it says nothing of what is open then. */
  #life = 0;

  /**
   * @param state what is to be kept; null while there is nothing
   * @param memory checkpoints in the memory of the page
   */
  constructor(
    private readonly teacher: Teacher,
    private readonly state: () => TeachState | null,
    private readonly memory: CheckpointStore,
  ) {}

  /** Looks at what is kept; nothing where the browser keeps nothing. */
  async refresh(): Promise<void> {
    try {
      this.teachings = await this.teacher.call((api) => api.kept());
    } catch {
      // In a private window, or at an address that is no secure context, a browser may keep nothing.
      this.teachings = [];
    }
  }

  /** Begins to keep what is open, or deletes what is kept of it. */
  async want(isWanted: boolean): Promise<void> {
    this.problem = '';
    if (!isWanted) {
      if (this.id !== null) await this.forget(this.id);
      return;
    }
    const state = this.state();
    if (!state || this.id !== null || this.isWriting) return;
    const life = this.#life;
    this.isWriting = true;
    this.#isBehind = false;
    try {
      const id = await this.teacher.call((api) => api.keep(state, Comlink.proxy(this.memory)));
      if (life !== this.#life) {
        if (this.id === null && !this.isWriting) await this.teacher.call((api) => api.closeKept());
        return;
      }
      this.id = id;
      this.teacher.keeps(id);
      if (this.#isBehind) this.remember();
      // Else a browser that runs out of room may delete it unasked; one that does not grant it keeps it all the same.
      await (navigator.storage as StorageManager | undefined)?.persist?.();
    } catch (error) {
      if (life === this.#life) this.end((error as Error).message);
    } finally {
      if (life === this.#life) this.isWriting = false;
    }
  }

  /** What was kept is open, and goes on being kept. */
  goesOn(id: string): void {
    this.id = id;
    this.teacher.keeps(id);
    this.problem = '';
  }

  /** Says that nothing more is kept, and why; what is kept so far stays. */
  end(reason: string): void {
    this.id = null;
    this.isPending = false;
    this.teacher.keeps(null);
    this.problem = `What you do from here on is not kept on this machine: ${reason.replace(/\.$/, '')}.`;
  }

  /** Keeps what has changed, a moment later. */
  remember(): void {
    if (this.isWriting) this.#isBehind = true;
    if (this.id === null) return;
    clearTimeout(this.#timer);
    this.#writes++;
    this.isPending = true;
    this.#timer = setTimeout(() => void this.rememberNow(), pause);
  }

  async rememberNow(): Promise<void> {
    clearTimeout(this.#timer);
    const state = this.state();
    if (!state || this.id === null) return;
    const written = ++this.#writes;
    try {
      await this.teacher.call((api) => api.remember(state));
      // Unless something has changed since.
      if (written === this.#writes) this.isPending = false;
    } catch (error) {
      if (this.id !== null) this.end((error as Error).message);
    }
  }

  async forget(id: string): Promise<void> {
    this.problem = '';
    try {
      await this.teacher.call((api) => api.forgetKept(id));
      if (id === this.id) {
        // Nothing is to be written any more.
        clearTimeout(this.#timer);
        this.isPending = false;
        this.id = null;
        this.teacher.keeps(null);
      }
    } catch (error) {
      this.problem = `It could not be deleted: ${(error as Error).message}`;
    }
    await this.refresh();
  }

  /** What was open is open no more; what is kept of it stays. */
  async close(): Promise<void> {
    this.#life++;
    this.isWriting = false;
    await this.rememberNow();
    if (this.id !== null) await this.teacher.call((api) => api.closeKept()).catch(() => undefined);
    this.id = null;
    this.isPending = false;
    this.teacher.keeps(null);
    this.problem = '';
  }
}
