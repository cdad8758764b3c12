import { resolve } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import { serveSite, type SiteOptions, type SiteServer } from '../../scripts/site-server';
import { launch, newPage } from '../browser/browser';

/** Folder of a model that loads in a moment, and its name on the sites of these tests. */
export const tinyModel = resolve(import.meta.dirname, '../fixtures/tiny-model');
const mounts = { 'tiny-model': tinyModel };

/** The built site on a host of its own, in a browser whose storage is empty: anew for each test that opens it. */
class Site {
  browser!: Browser;
  server!: SiteServer;
  context!: BrowserContext;
  page!: Page;

  /** @param options how the host misbehaves */
  async open(options: SiteOptions = {}, surroundings: BrowserContextOptions = {}): Promise<void> {
    this.server = await serveSite(inject('site'), { mounts, ...options });
    this.context = await this.browser.newContext(surroundings);
    this.page = await this.newPage();
  }

  /** Another tab. */
  newPage(): Promise<Page> {
    return newPage(this.context);
  }

  /** Loads the page, its comparison, with the tiny model. */
  async visit(url = this.server.url): Promise<void> {
    await this.page.goto(`${url}?model=tiny-model#/compare`);
  }

  /** Waits for what the page says of its use without a network. */
  async offline(state: 'kept' | 'not-kept'): Promise<void> {
    await this.page.locator(`[data-testid="offline"][data-state="${state}"]`).waitFor({ state: 'attached' });
  }

  failure() {
    return this.page.getByTestId('model-failed');
  }

  /** Whether a service worker is at work. */
  installed(): Promise<boolean> {
    return this.page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return registration?.active?.state === 'activated';
    });
  }

  async close(): Promise<void> {
    await this.context?.close();
    await this.server?.close();
  }
}

/** A site for the tests of a `describe`, closed after each of them. @param args of the browser */
export function useSite(args: readonly string[] = []): Site {
  const site = new Site();
  beforeAll(async () => {
    site.browser = await launch(args);
  });
  afterEach(() => site.close());
  afterAll(() => site.browser.close());
  return site;
}
