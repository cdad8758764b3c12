import type { OutputKind, OutputOptions, ReportAsked, WorkAbout } from '../../workers/file-api';
import type { FileClient } from '../../workers/file-client';
import { Job } from './job.svelte';

/** What is taken away of a file: the table, a report, the whole piece of work. Each is given to a function that saves it. */
export class TakingAway {
  /** Its value is what the file written last could not hold. */
  readonly writing = new Job<string>();
  readonly saving = new Job<void>();

  /** @param about what is saved beside rows and readings; null while no rows are there */
  constructor(
    private readonly client: Pick<FileClient, 'call'>,
    private readonly about: () => WorkAbout | null,
  ) {}

  write(kind: OutputKind, options: OutputOptions, save: (content: Blob) => void): Promise<void> {
    return this.writing.start(async ({ signal }) => {
      const { content, note } = await this.client.call((api) => api.write(kind, options));
      signal.throwIfAborted();
      save(content);
      return note;
    });
  }

  report(
    asked: Omit<ReportAsked, 'groupColumn' | 'dateColumn' | 'timeUnit'>,
    save: (html: string) => void,
  ): Promise<void> {
    return this.writing.start(async ({ signal }) => {
      const about = this.about();
      if (!about) return '';
      const { groupColumn, dateColumn, timeUnit = null } = about.choices;
      const html = await this.client.call((api) =>
        api.report({ ...asked, groupColumn, dateColumn, timeUnit }),
      );
      signal.throwIfAborted();
      save(html);
      return '';
    });
  }

  saveWork(save: (content: Blob) => void): Promise<void> {
    return this.saving.start(async ({ signal }) => {
      const about = this.about();
      if (!about) return;
      const content = await this.client.call((api) => api.save(about));
      signal.throwIfAborted();
      save(content);
    });
  }

  reset(): void {
    for (const job of [this.writing, this.saving]) job.reset();
  }
}
