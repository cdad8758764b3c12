import * as Comlink from 'comlink';
import type {
  FileLook,
  FileReading,
  FileSummary,
  FileWorkerApi,
  OpenedWork,
  ReadProgress,
} from '../../workers/file-api';
import type { FileClient } from '../../workers/file-client';
import type { FileChoices } from './file-choices.svelte';
import type { FileOrigin } from './file-origin.svelte';
import { Job } from './job.svelte';

/** How a file comes to be open: a first look at it, then all of its rows; or work that was kept or saved. */
export class FileOpening {
  readonly looking = new Job<FileLook>();
  readonly reading = new Job<FileSummary, ReadProgress>();
  /** Whether the file may be text, which can be read in more than one way. */
  isText = $state(true);
  /** Whether kept or saved work is being opened. */
  isRestoring = $state(false);
  /** The rows that are open; null while none are. */
  readonly summary = $derived(this.reading.phase === 'done' ? this.reading.value : null);

  constructor(
    private readonly client: FileClient,
    private readonly origin: FileOrigin,
    private readonly choices: FileChoices,
  ) {}

  /** Looks at the file's beginning again, read in another way. */
  async look(change: FileReading): Promise<void> {
    const { origin, client, choices, looking } = this;
    const { source } = origin;
    if (!source) return;
    const reading = { ...origin.reading, ...change };
    origin.reading = reading;
    await looking.start(() => client.call((api) => api.look(source, { ...reading })));
    const { phase, value } = looking;
    if (phase !== 'done' || !value) return;
    // As it was looked at, so it is read.
    origin.reading = { ...value.proposed, ...origin.reading };
    choices.guess(value.guess);
  }

  /** Reads the file whole. @returns null where it could not be read, or is no longer wanted */
  async read(): Promise<FileSummary | null> {
    const { source, reading } = this.origin;
    if (!source) return null;
    const { textColumn } = this.choices;
    await this.reading.start(({ onProgress }) =>
      this.client.call((api) => api.read(source, { ...reading }, textColumn, Comlink.proxy(onProgress))),
    );
    return this.summary;
  }

  /**
   * Opens a piece of work.
   * @param beforeShown told of it before it is on show
   * @returns null where it could not be opened, or is no longer wanted
   */
  async restore(
    open: (api: Comlink.Remote<FileWorkerApi>) => Promise<OpenedWork>,
    beforeShown: (opened: OpenedWork) => void,
  ): Promise<OpenedWork | null> {
    const opened: OpenedWork[] = [];
    this.isRestoring = true;
    await this.reading.start(async () => {
      const work = await this.client.call(open);
      beforeShown(work);
      opened.push(work);
      return work.summary;
    });
    this.isRestoring = false;
    return this.summary ? (opened[0] ?? null) : null;
  }

  /** Gives up reading the file; its first look stays. */
  stop(): void {
    this.reading.reset();
    this.client.close();
  }

  reset(): void {
    for (const job of [this.looking, this.reading]) job.reset();
  }
}
