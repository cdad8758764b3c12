import { resolve } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { serveSite, type SiteServer } from '../../scripts/site-server';
import { launch, openPage, Watch } from './browser';

export const mounts = { 'tiny-model': resolve(import.meta.dirname, '../fixtures/tiny-model') };

/** The built site with a model that loads in a moment, and a page of it in a browser whose storage is empty. */
export class TinySite {
  browser!: Browser;
  server!: SiteServer;
  context!: BrowserContext;
  page!: Page;
  #watch: Watch | null = null;

  /**
   * Opens a view, in place of what was open.
   * @param before called before the page is loaded
   */
  async open(
    hash: string,
    surroundings: BrowserContextOptions = { reducedMotion: 'reduce' },
    before: (context: BrowserContext) => Promise<void> = () => Promise.resolve(),
  ): Promise<Page> {
    await this.close();
    this.context = await this.browser.newContext(surroundings);
    this.#watch = new Watch(this.context, this.server.url);
    await before(this.context);
    this.page = await openPage(this.context, `${this.server.url}?model=tiny-model${hash}`);
    return this.page;
  }

  /** Closes what is open, which must have asked no other host for anything and logged no error. */
  async close(): Promise<void> {
    const watch = this.#watch;
    this.#watch = null;
    if (!watch) return;
    await this.context.close();
    expect(watch.errors).toEqual([]);
    expect(watch.foreignRequests).toEqual([]);
  }
}

/** A site for the tests of a `describe`; what is open is closed after each of them. */
export function useTinySite(): TinySite {
  const site = new TinySite();
  beforeAll(async () => {
    site.browser = await launch();
    site.server = await serveSite(inject('site'), { mounts });
  });
  afterEach(() => site.close());
  afterAll(async () => {
    await site.browser.close();
    await site.server.close();
  });
  return site;
}
