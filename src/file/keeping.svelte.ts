import type { KeptWork, WorkAbout } from '../../workers/file-api';
import type { FileClient } from '../../workers/file-client';
import { sentence } from './sentence';

/** Milliseconds after a choice until it is kept. */
const pause = 500;

/** What is kept of files on this machine: with the reader's consent, which is off by default. */
export class Keeping {
  /** Whether the work that is open is to be kept. */
  isWanted = $state(false);
  /** The id under which it is kept; null: it is not. */
  id = $state<string | null>(null);
  /** Whether it is being written for the first time. */
  isWriting = $state(false);
  /** Whether all that the reader chose is kept, where the work is. */
  isSettled = $state(true);
  /** What is kept of files that are not open. */
  works = $state.raw<readonly KeptWork[]>([]);
  /** The kept work that was made of the very file that is looked at; null: there is none. */
  known = $state.raw<KeptWork | null>(null);
  problem = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether something was chosen since the work was begun to be written for the first time. */
  #isBehind = false;
  /** Rises with every choice. */
  #choices = 0;
  /** Rises whenever other work is open: what was begun for what was open before says nothing of it. */
  #life = 0;

  /** @param about what is to be kept beside rows and readings; null while no rows are there */
  constructor(
    private readonly client: Pick<FileClient, 'call'>,
    private readonly about: () => WorkAbout | null,
  ) {}

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
    const about = this.about();
    if (!about || !this.isWanted || this.id !== null || this.isWriting) return;
    const life = this.#life;
    this.isWriting = true;
    this.#isBehind = false;
    try {
      const id = await this.client.call((api) => api.keep(about));
      if (life !== this.#life) return;
      this.id = id;
      if (this.#isBehind) this.remember();
      // Else a browser that runs out of room may delete it unasked; one that does not grant it keeps it all the same.
      await (navigator.storage as StorageManager | undefined)?.persist?.();
    } catch (error) {
      if (life === this.#life) this.end((error as Error).message);
    } finally {
      if (life === this.#life) this.isWriting = false;
    }
  }

  /** Says that the work is no longer kept, and why; what is kept so far stays. */
  end(reason: string): void {
    this.id = null;
    this.isWanted = false;
    this.problem = `This work is not kept on this machine: ${sentence(reason)}`;
  }

  /** The work that is open was kept before. */
  goesOn(id: string): void {
    this.id = id;
    this.isWanted = true;
    this.problem = '';
  }

  /** Keeps what the reader chose, a moment later. */
  remember(): void {
    if (this.isWriting) this.#isBehind = true;
    if (this.id === null) return;
    clearTimeout(this.#timer);
    this.#choices++;
    this.isSettled = false;
    this.#timer = setTimeout(() => void this.rememberNow(), pause);
  }

  async rememberNow(): Promise<void> {
    clearTimeout(this.#timer);
    const about = this.about();
    const choices = this.#choices;
    try {
      if (about && this.id !== null) await this.client.call((api) => api.remember(about));
    } catch (error) {
      if (this.id !== null) this.end((error as Error).message);
    }
    // Unless something was chosen since.
    if (choices === this.#choices) this.isSettled = true;
  }

  /** Deletes what is kept. @param id null: all */
  async forget(id: string | null): Promise<void> {
    this.problem = '';
    try {
      await this.client.call((api) => api.forgetKept(id));
      if (id === null || id === this.id) [this.id, this.isWanted] = [null, false];
      if (id === null || id === this.known?.id) this.known = null;
    } catch (error) {
      this.problem = `It could not be deleted: ${sentence((error as Error).message)}`;
    }
    await this.refresh();
  }

  /** The work that was open is open no more. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#life++;
    this.isSettled = true;
    this.isWriting = false;
    this.id = null;
    this.isWanted = false;
    this.known = null;
    this.problem = '';
  }
}
