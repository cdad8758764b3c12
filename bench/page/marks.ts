import type { Page } from 'playwright-core';

/** The User Timing marks of a page. Times in milliseconds since the page was asked for. */
export class Marks {
  constructor(private readonly page: Page) {}

  now(): Promise<number> {
    return this.page.evaluate(() => performance.now());
  }

  /** When it was set first; null while it was not. */
  seen(name: string): Promise<number | null> {
    return this.page.evaluate((name) => performance.getEntriesByName(name).at(0)?.startTime ?? null, name);
  }

  /** Waits until it is set. */
  async of(name: string): Promise<number> {
    await this.page.waitForFunction((name) => performance.getEntriesByName(name).length > 0, name);
    return (await this.seen(name))!;
  }

  /** Waits until a text that was asked about after `start` is settled. @returns how long explaining it took, milliseconds */
  async settledSince(start: number): Promise<number> {
    await this.page.waitForFunction(
      (start) => (performance.getEntriesByName('settled').at(-1)?.startTime ?? 0) > start,
      start,
    );
    return this.page.evaluate(() => performance.getEntriesByName('explain').at(-1)!.duration);
  }
}
