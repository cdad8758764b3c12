import type { KeptWork, WorkAbout } from '../../workers/file-api';
import type { FileClient } from '../../workers/file-client';
import { KeptWrites } from '../shared/kept-writes.svelte';
import { sentence } from './sentence';

/** What is kept of files on this machine: with the reader's consent, which is off by default. */
export class Keeping {
  /** Whether the work that is open is to be kept. */
  isWanted = $state(false);
  /** What is kept of files that are not open. */
  works = $state.raw<readonly KeptWork[]>([]);
  /** The kept work that was made of the very file that is looked at; null: there is none. */
  known = $state.raw<KeptWork | null>(null);
  problem = $state('');
  readonly #writes: KeptWrites<WorkAbout>;

  /** @param about what is to be kept beside rows and readings; null while no rows are there */
  constructor(
    private readonly client: Pick<FileClient, 'call'>,
    about: () => WorkAbout | null,
  ) {
    this.#writes = new KeptWrites({
      thing: about,
      keep: (work) => client.call((api) => api.keep(work)),
      remember: (work) => client.call((api) => api.remember(work)),
      onEnd: (reason) => {
        this.isWanted = false;
        this.problem = `This work is not kept on this machine: ${sentence(reason)}`;
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

  /** Whether all that the reader chose is kept, where the work is. */
  get isSettled(): boolean {
    return !this.#writes.isPending;
  }

  /** Looks at what is kept; nothing where the browser keeps nothing. */
  async refresh(): Promise<void> {
    try {
      this.works = await this.client.call((api) => api.kept());
    } catch {
      // In a private window, or at an address that is no secure context, a browser may keep nothing.
      this.works = [];
    }
  }

  /** Looks whether the work on a very file is kept: by its size, then by its hash. */
  async recognise(content: Blob): Promise<void> {
    this.known = null;
    await this.refresh();
    const alike = this.works.filter(({ size, sha256 }) => size === content.size && sha256 !== null);
    if (alike.length === 0) return;
    try {
      const hash = await this.client.call((api) => api.hash(content));
      this.known = alike.find(({ sha256 }) => sha256 === hash) ?? null;
    } catch {
      // A file that cannot be read is told of where it is looked at.
    }
  }

  /** Begins to keep the work that is open, or deletes what is kept of it. */
  async want(isWanted: boolean): Promise<void> {
    this.isWanted = isWanted;
    this.problem = '';
    if (isWanted) await this.begin();
    else if (this.id !== null) await this.forget(this.id);
  }

  /** Begins to keep the work that is open, where the reader wants it kept. */
  async begin(): Promise<void> {
    if (this.isWanted) await this.#writes.begin();
  }

  /** Says that the work is no longer kept, and why; what is kept so far stays. */
  end(reason: string): void {
    this.#writes.end(reason);
  }

  /** The work that is open was kept before. */
  goesOn(id: string): void {
    this.#writes.goesOn(id);
    this.isWanted = true;
    this.problem = '';
  }

  /** Keeps what the reader chose, a moment later. */
  remember(): void {
    this.#writes.remember();
  }

  rememberNow(): Promise<void> {
    return this.#writes.rememberNow();
  }

  /** Deletes what is kept. @param id null: all */
  async forget(id: string | null): Promise<void> {
    this.problem = '';
    try {
      await this.client.call((api) => api.forgetKept(id));
      if (id === null || id === this.id) {
        this.#writes.leave();
        this.isWanted = false;
      }
      if (id === null || id === this.known?.id) this.known = null;
    } catch (error) {
      this.problem = `It could not be deleted: ${sentence((error as Error).message)}`;
    }
    await this.refresh();
  }

  /** The work that was open is open no more. */
  reset(): void {
    this.#writes.close();
    this.isWanted = false;
    this.known = null;
    this.problem = '';
  }
}
