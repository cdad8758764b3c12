import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { faultsOf } from '../browser/axe';
import { launch, openPage } from '../browser/browser';
import { serveSite, type SiteOptions, type SiteServer } from '../../scripts/site-server';
import type { looks } from './looks';
import { picture } from './pictures';

type Look = (typeof looks)[number];

/** The built site as a reader with a certain screen sees it. */
export class LookPage {
  browser!: Browser;
  server!: SiteServer;
  /** Whether the host holds the model back. */
  held = false;
  #context: BrowserContext | null = null;

  constructor(private readonly look: Look) {}

  /**
   * Opens an address, in place of what was open.
   * @param prepare called before the page is loaded
   */
  async open(
    address: string,
    prepare: (context: BrowserContext) => Promise<void> = () => Promise.resolve(),
  ): Promise<Page> {
    await this.close();
    const { width, colorScheme, forcedColors } = this.look;
    const viewport = { width, height: 800 };
    // Motion would be caught half way.
    const still = { reducedMotion: 'reduce' } as const;
    this.#context = await this.browser.newContext({ viewport, colorScheme, forcedColors, ...still });
    await prepare(this.#context);
    return openPage(this.#context, `${this.server.url}${address}`);
  }

  /** Has axe look at the page as it stands. @param state what it is called in pictures and faults */
  async sound(page: Page, state: string): Promise<void> {
    await picture(page, this.look.name, state);
    expect.soft(await faultsOf(page), state).toEqual([]);
  }

  async close(): Promise<void> {
    await this.#context?.close();
    this.#context = null;
  }
}

/** A site for the tests of a `describe`; what is open is closed after each of them. */
export function useLook(look: Look, options: SiteOptions): LookPage {
  const site = new LookPage(look);
  beforeAll(async () => {
    site.browser = await launch();
    const { intercept = () => false } = options;
    site.server = await serveSite(inject('site'), {
      ...options,
      intercept: (path, ...rest) => (site.held && path.endsWith('weights.bin')) || intercept(path, ...rest),
    });
  });
  afterEach(async () => {
    site.held = false;
    await site.close();
  });
  afterAll(async () => {
    await site.browser.close();
    await site.server.close();
  });
  return site;
}
