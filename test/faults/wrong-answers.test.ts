import { resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { serveSite, type SiteServer } from '../../scripts/site-server';
import { backendOf, launch } from '../browser/browser';

const mounts = { 'tiny-model': resolve(import.meta.dirname, '../fixtures/tiny-model') };

/** What a host, or a network on the way, may answer with instead of a file. */
const wrongAnswers = {
  'a soft 404': () => Buffer.from('<!doctype html><title>Not found</title><p>There is nothing here.'),
  'a cut file': (content: Buffer) => content.subarray(0, content.length >> 1),
  'a flipped byte': (content: Buffer) => {
    const altered = Buffer.from(content);
    altered[altered.length >> 1]! ^= 1;
    return altered;
  },
} as const;

const files = {
  'index.html': /^index\.html$/,
  'the script': /^assets\/index-.*\.js$/,
  'the style': /^assets\/index-.*\.css$/,
  "the model's worker": /^assets\/model\.worker-.*\.js$/,
  "the runtime's loader": /^assets\/ort-.*\.js$/,
} as const;

describe('a host that answers wrongly once', () => {
  let browser: Browser;
  let server: SiteServer;
  let context: BrowserContext;
  let page: Page;
  /** Which files are answered wrongly now, and how. */
  let fault: { readonly path: RegExp; readonly answer: (content: Buffer) => Buffer } | null = null;

  beforeAll(async () => {
    browser = await launch();
  });

  afterEach(async () => {
    await context.close();
    await server.close();
  });

  afterAll(() => browser.close());

  async function open(): Promise<void> {
    server = await serveSite(inject('site'), {
      mounts,
      alter: (path, content) => (fault?.path.test(path) ? fault.answer(content) : content),
    });
    context = await browser.newContext();
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
  }

  const installed = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return registration?.active?.state === 'activated';
    });

  it.each(
    Object.keys(files).flatMap((file) => Object.keys(wrongAnswers).map((answer) => [file, answer] as const)),
  )('is well again once the host is: %s, answered by %s during the install', async (file, answer) => {
    await open();
    fault = {
      path: files[file as keyof typeof files],
      answer: wrongAnswers[answer as keyof typeof wrongAnswers],
    };
    await page.goto(`${server.url}?model=tiny-model#/compare`);
    await new Promise((later) => setTimeout(later, 1_500));
    expect(await installed(), 'nothing is installed that did not come right').toBe(false);
    fault = null;
    await page.reload();
    expect(await backendOf(page)).toBe('wasm-threads');
    await expect.poll(installed, { timeout: 30_000 }).toBe(true);
  });
});
