import * as Comlink from 'comlink';
import type { TeachState } from '../../core/teaching/state';
import type { CheckpointStore } from '../../core/training/store';
import type { KeptTeaching } from '../../workers/teach-api';
import { KeptWrites } from '../shared/kept-writes.svelte';
import type { Teacher } from './teacher';

/** What is kept of labels on this machine: with the reader's consent, which is off by default. */
export class TeachKeeping {
  /** What is kept, and not open. */
  teachings = $state.raw<readonly KeptTeaching[]>([]);
  problem = $state('');
  readonly #writes: KeptWrites<TeachState>;

  /**
   * @param state what is to be kept; null while there is nothing
   * @param memory checkpoints in the memory of the page
   */
  constructor(
    private readonly teacher: Teacher,
    state: () => TeachState | null,
    memory: CheckpointStore,
  ) {
    this.#writes = new KeptWrites({
      thing: state,
      keep: (taught) => teacher.call((api) => api.keep(taught, Comlink.proxy(memory))),
      remember: (taught) => teacher.call((api) => api.remember(taught)),
      onId: (id) => teacher.keeps(id),
      onEnd: (reason) => {
        this.problem = `What you do from here on is not kept on this machine: ${reason.replace(/\.$/, '')}.`;
      },
    });
  }

  /** The id under which it is kept; null: it is not. */
  get id(): string | null {
    return this.#writes.id;
  }

  /** Whether it is being written for the first time. */
  get isWriting(): boolean {
    return this.#writes.isFirst;
  }

  /** Whether something has changed that is not written yet. */
  get isPending(): boolean {
    return this.#writes.isPending;
  }

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
    const isOpen = await this.#writes.begin();
    // What was closed while it was written is not to be written to, unless the worker keeps other labels by now.
    if (!isOpen && this.id === null && !this.isWriting) await this.teacher.call((api) => api.closeKept());
  }

  /** What was kept is open, and goes on being kept. */
  goesOn(id: string): void {
    this.#writes.goesOn(id);
    this.problem = '';
  }

  /** Says that nothing more is kept, and why; what is kept so far stays. */
  end(reason: string): void {
    this.#writes.end(reason);
  }

  /** Keeps what has changed, a moment later. */
  remember(): void {
    this.#writes.remember();
  }

  rememberNow(): Promise<void> {
    return this.#writes.rememberNow();
  }

  async forget(id: string): Promise<void> {
    this.problem = '';
    try {
      await this.teacher.call((api) => api.forgetKept(id));
      if (id === this.id) this.#writes.leave();
    } catch (error) {
      this.problem = `It could not be deleted: ${(error as Error).message}`;
    }
    await this.refresh();
  }

  /** What was open is open no more; what is kept of it stays. */
  async close(): Promise<void> {
    await this.rememberNow();
    if (this.id !== null) await this.teacher.call((api) => api.closeKept()).catch(() => undefined);
    this.#writes.close();
    this.problem = '';
  }
}
