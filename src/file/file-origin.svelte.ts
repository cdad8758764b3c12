import * as Comlink from 'comlink';
import type { FileReading, FileSource, WorkAbout } from '../../workers/file-api';
import type { FileClient } from '../../workers/file-client';

/** Where the rows are from: a file and how it is read, or work that was saved. From there they come back. */
export class FileOrigin {
  source = $state.raw<FileSource | null>(null);
  reading = $state.raw<FileReading>({});
  /** What was saved and is open; null: a file was read. */
  #saved: Blob | null = null;

  constructor(private readonly client: Pick<FileClient, 'call'>) {}

  /** Work that was saved is in the place of a file. */
  takeSaved(saved: Blob): void {
    this.#saved = saved;
  }

  /** The rows are no longer those of the file: from here on they come back as they are. */
  async leaveFile(about: WorkAbout | null): Promise<void> {
    this.#saved ??= new Blob();
    await this.update(about);
  }

  /** What was saved is to come back as it is now. */
  async update(about: WorkAbout | null): Promise<void> {
    if (this.#saved && about) this.#saved = await this.client.call((api) => api.save(about));
  }

  /** What work that was opened is of, where nothing else says so. */
  get content(): Blob {
    return this.#saved ?? new Blob();
  }

  /** Gives a new worker the rows. @param keptId of what is kept on this machine; null: nothing is */
  async readAgain(textColumn: number, keptId: string | null): Promise<void> {
    const { source, reading } = this;
    const saved = this.#saved;
    if (keptId !== null) await this.client.call((api) => api.openKept(keptId));
    else if (saved) await this.client.call((api) => api.openSaved(saved));
    else if (source) {
      const onProgress = Comlink.proxy(() => undefined);
      await this.client.call((api) => api.read(source, { ...reading }, textColumn, onProgress));
    }
  }

  forgetSaved(): void {
    this.#saved = null;
  }

  reset(): void {
    this.forgetSaved();
    this.source = null;
    this.reading = {};
  }
}
