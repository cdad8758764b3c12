import type { Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import { backendOf, openPage, openView, probabilities, runEnd, setNumbers } from './browser';
import { serveSite } from '../../scripts/site-server';
import { mounts, useTinySite } from './tiny-site';

describe('views', () => {
  const site = useTinySite();
  let page: Page;

  const open = async (hash: string) => {
    page = await site.open(hash, {});
  };
  const link = (name: string) =>
    page.getByRole('banner').getByRole('link', { name: name === 'About' ? 'stays on this computer' : name });
  const hash = () => new URL(page.url()).hash;
  const about = () => page.getByRole('heading', { name: 'About albert-lens' });

  it('say what to do where Compare is opened by its address, with nothing to compare', async () => {
    await open('#/compare');
    await page.getByText('Type a sentence, or press a question above. Then press “Explain”').waitFor();
    expect(await page.locator('#text').inputValue()).toBe('');
    expect(await page.getByRole('button', { name: 'Explain', exact: true }).isDisabled()).toBe(true);
    await page.locator('#text').fill('Good film.');
    await page.getByText('Press “Explain”, and the values of all chosen methods stand here').waitFor();
  });

  it('follow links, Back and Forward, and keep text, explanation and place', async () => {
    await open('#/compare');
    await backendOf(page);
    await setNumbers(page, { 'Shapley evaluations': 16, 'LIME samples': 20, 'Integration steps': 2 });
    await page.locator('#text').fill('A text of my own, kept.');
    await probabilities(page);
    await page.getByRole('button', { name: 'Explain' }).click();
    expect(await runEnd(page)).toBe('done');
    await page.evaluate(() => scrollTo(0, 300));
    // Not by the mouse, for which the link would be scrolled into sight.
    await link('About').evaluate((element: HTMLElement) => element.click());
    await about().waitFor();
    expect(await page.title()).toBe('About · albert-lens');
    // With the frame after that which draws the view.
    await expect
      .poll(() => page.evaluate(() => [document.activeElement?.tagName, scrollY]))
      .toEqual(['MAIN', 0]);
    expect(await link('About').getAttribute('aria-current')).toBe('page');
    await page.goBack();
    await page.locator('#text').waitFor();
    expect(await page.locator('#text').inputValue()).toBe('A text of my own, kept.');
    expect(await page.locator('[data-method][data-phase="done"]').count()).toBe(3);
    expect(await page.getByLabel('LIME samples').inputValue()).toBe('20');
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(300);
    await page.goForward();
    await about().waitFor();
  });

  it('open where the address says, and are loaded only then', async () => {
    const scripts: string[] = [];
    // A service worker would fetch all of the page, for use offline.
    page = await site.open('#/about', { serviceWorkers: 'block' }, (context) => {
      context.on('request', (request) => scripts.push(new URL(request.url()).pathname));
      return Promise.resolve();
    });
    await about().waitFor();
    await backendOf(page);
    expect(scripts.filter((path) => /AboutView/.test(path))).not.toEqual([]);
    expect(scripts.filter((path) => /(?:Text|Compare)View/.test(path) && path.endsWith('.js'))).toEqual([]);
    await link('Compare').click();
    await page.locator('#text').fill('Good.');
    expect(await probabilities(page)).toHaveLength(3);
  });

  it('are set in the page’s own typefaces, and fit a narrow screen', async () => {
    await open('#/text');
    await page.locator('#text').fill('Good.');
    const faces = () =>
      page.evaluate(() =>
        [...document.fonts]
          .filter(({ status }) => status === 'loaded')
          .map(({ family }) => family.replaceAll('"', ''))
          .sort(),
      );
    await expect.poll(faces).toEqual(expect.arrayContaining(['Inter Variable', 'Source Serif 4 Variable']));
    await page.setViewportSize({ width: 320, height: 640 });
    for (const hash of ['#/text', '#/compare', '#/about']) {
      await openView(page, hash);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, hash).toBe(0);
    }
  });

  it('lead from an unknown address to the text, and Back past it', async () => {
    await open('#/about');
    await about().waitFor();
    await page.evaluate(() => void (location.hash = '#/nowhere'));
    await page.locator('#text').waitFor();
    expect(hash()).toBe('#/text');
    await page.goBack();
    await about().waitFor();
    expect(hash()).toBe('#/about');
  });

  it('can be skipped to by the keyboard, without leaving them', async () => {
    await open('#/about');
    await about().waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
    expect(hash()).toBe('#/about');
  });

  it('say what a view that cannot be loaded needs', async () => {
    const broken = await serveSite(inject('site'), {
      mounts,
      alter: (path, content) => (/AboutView-.*\.js$/.test(path) ? null : content),
    });
    const other = await site.browser.newContext({ serviceWorkers: 'block' });
    page = await openPage(other, `${broken.url}?model=tiny-model`);
    await page.locator('#text').fill('Kept.');
    await link('About').click();
    await page.getByText('This part of the page could not be loaded.').waitFor();
    await link('Text').click();
    expect(await page.locator('#text').inputValue()).toBe('Kept.');
    await other.close();
    await broken.close();
  });
});
