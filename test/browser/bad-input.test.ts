import { resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { backendOf, launch, openPage, probabilities, runEnd, setNumbers } from './browser';
import { serveSite, type SiteServer } from '../../scripts/site-server';

const mounts = { 'tiny-model': resolve(import.meta.dirname, '../fixtures/tiny-model') };

describe('bad input', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let server: SiteServer;

  beforeAll(async () => {
    browser = await launch();
  });

  afterAll(() => browser.close());

  describe('of text', () => {
    beforeAll(async () => {
      server = await serveSite(inject('site'), { mounts });
      context = await browser.newContext();
      page = await openPage(context, `${server.url}?model=tiny-model`);
      await backendOf(page);
      await setNumbers(page, { 'Shapley evaluations': 16, 'LIME samples': 20, 'Integration steps': 2 });
    });

    afterAll(async () => {
      await context.close();
      await server.close();
    });

    const explainButton = () => page.getByRole('button', { name: 'Explain' });

    it.each(['', '  \n '])('offers nothing to explain in %j', async (text) => {
      await page.locator('#text').fill(text);
      expect(await explainButton().isDisabled()).toBe(true);
    });

    it.each(['🙃🙃', '👩‍👩‍👧‍👦 🇫🇷', 'a \ud800 b', 'x'.repeat(2000), '[CLS] [MASK] <pad>'])(
      'explains %j',
      async (text) => {
        await page.locator('#text').fill(text);
        await probabilities(page);
        await explainButton().click();
        expect(await runEnd(page)).toBe('done');
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow).toBe(0);
        // The protocol that drives the browser cannot carry a lone surrogate back.
        expect(await page.locator('#text').inputValue()).toBe(text.replace(/\ud800/, '\ufffd'));
      },
    );

    it('takes 200,000 characters, shows how far it has read them, and stops when told to', async () => {
      // A quick machine may have read it before the test's own click arrives: the page clicks where the button appears.
      const progress = page.evaluate(
        () =>
          new Promise<string>((resolve) => {
            const observer = new MutationObserver(() => {
              const stop = [...document.querySelectorAll('button')].find(
                ({ innerText }) => innerText === 'Stop reading',
              );
              const shown = /Read [\d,]+ of [\d,]+\s+windows/.exec(document.body.innerText);
              if (stop && shown) {
                observer.disconnect();
                stop.click();
                resolve(shown[0]);
              }
            });
            observer.observe(document.body, { childList: true, subtree: true, characterData: true });
          }),
      );
      await page.locator('#text').fill('good news '.repeat(20_000));
      expect(await progress).toMatch(/^Read [\d,]+ of [\d,]+/);
      await page.getByText('The reading was stopped.').waitFor();
      expect(await explainButton().isEnabled()).toBe(true);
    });

    it('says when a text is too long, at once, though it has no space and the window is narrow', async () => {
      const size = page.viewportSize()!;
      await page.setViewportSize({ width: 360, height: 800 });
      const start = performance.now();
      await page.locator('#text').fill('x'.repeat(200_001));
      expect(await page.getByRole('alert').innerText()).toMatch(/200,000 characters/);
      expect(await explainButton().isDisabled()).toBe(true);
      // With kerning it took 20 s on a machine at rest.
      expect(performance.now() - start).toBeLessThan(15_000);
      await page.setViewportSize(size);
    });

    it('refuses a file that is no text, and keeps the text', async () => {
      await page.locator('#text').fill('Mine.');
      const file = { name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF') };
      await page.locator('input[type=file]').setInputFiles(file);
      await page.getByText(/not a plain-text file/).waitFor();
      expect(await page.locator('#text').inputValue()).toBe('Mine.');
    });

    it('opens a text file', async () => {
      const file = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('From a file: caffè.') };
      await page.locator('input[type=file]').setInputFiles(file);
      await expect.poll(() => page.locator('#text').inputValue()).toBe('From a file: caffè.');
    });

    it('says which setting is out of its range', async () => {
      await setNumbers(page, { 'LIME samples': 1 });
      expect(await page.getByRole('alert').innerText()).toBe('A whole number from 10 to 100,000.');
      expect(await explainButton().isDisabled()).toBe(true);
    });
  });

  describe('of models', () => {
    let broken = true;

    afterEach(async () => {
      await context.close();
      await server.close();
    });

    async function failureOf(
      query: string,
      alter?: (path: string, content: Buffer) => Buffer | null,
    ): Promise<string> {
      broken = true;
      server = await serveSite(inject('site'), {
        mounts,
        ...(alter ? { alter: (path, content) => (broken ? alter(path, content) : content) } : {}),
      });
      context = await browser.newContext();
      page = await openPage(context, server.url + query);
      await page.locator('#text').fill('Mine.');
      return page.getByTestId('model-failed').innerText();
    }

    it('says that there is no model', async () => {
      expect(await failureOf('?model=nowhere')).toMatch(
        /nowhere\/manifest\.json could not be loaded: .* 404/,
      );
    });

    it('loads no model from elsewhere', async () => {
      expect(await failureOf('?model=https://example.org/model')).toMatch(/folder beside this page/);
    });

    it('says that the weights are truncated, keeps the text, and loads once they are mended', async () => {
      const message = await failureOf('?model=tiny-model', (path, content) =>
        path.endsWith('weights.bin') ? content.subarray(0, 1000) : content,
      );
      expect(message).toMatch(/weights\.bin is truncated: 1000 of \d+ bytes/);
      expect(await page.locator('#text').inputValue()).toBe('Mine.');
      broken = false;
      await page.getByRole('button', { name: 'Try again' }).click();
      await backendOf(page);
      expect(await probabilities(page)).toHaveLength(3);
    });

    it('says that a file is another one than the manifest describes', async () => {
      const message = await failureOf('?model=tiny-model', (path, content) =>
        path.endsWith('golden.json') ? Buffer.from(content.map((byte) => byte ^ 1)) : content,
      );
      expect(message).toMatch(/not the file that the manifest describes/);
    });

    it('says that the manifest is of another format, and offers a newer page', async () => {
      const message = await failureOf('?model=tiny-model', (path, content) => {
        if (!path.endsWith('manifest.json')) return content;
        return Buffer.from(content.toString().replace('"format": 1', '"format": 2'));
      });
      expect(message).toMatch(/of format 2, which a newer version of this page reads/);
    });
  });
});
