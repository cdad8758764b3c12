import { readFile } from 'node:fs/promises';
import type { BrowserContext } from 'playwright-core';

/** Milliseconds between two looks at the memory. */
const memoryInterval = 500;

/** Memory that the renderers of a browser have of their own: what is mapped from files is not theirs alone. */
export class RendererMemory {
  readonly #timer: NodeJS.Timeout;
  #most = 0;

  /** @param renderers their process ids now */
  constructor(private readonly renderers: () => Promise<readonly number[]>) {
    this.#timer = setInterval(() => void this.#look().catch(() => undefined), memoryInterval);
  }

  /** The most that one of them had, in megabytes. */
  async peak(): Promise<number> {
    await this.#look();
    return Math.round(this.#most);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    for (const id of await this.renderers()) {
      const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
      const of = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
      this.#most = Math.max(this.#most, ((of('RssAnon') + of('RssShmem')) * 1024) / 1e6);
    }
  }
}

/** Those of a browser that Playwright drives. Its copies of what was fetched are among what they have. */
export async function renderersOf(context: BrowserContext): Promise<number[]> {
  const client = await context.browser()?.newBrowserCDPSession();
  if (!client) return [];
  const { processInfo } = await client.send('SystemInfo.getProcessInfo');
  await client.detach();
  return processInfo.flatMap(({ type, id }) => (type === 'renderer' ? [id] : []));
}
