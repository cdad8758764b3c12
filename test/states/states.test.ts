import { resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { faultsOf } from '../browser/axe';
import {
  backendOf,
  chooseMethod,
  launch,
  openColumn,
  openPage,
  openView,
  probabilities,
  runEnd,
  setNumbers,
} from '../browser/browser';
import { serveSite, type SiteServer } from '../../scripts/site-server';
import { looks } from './looks';
import { picture } from './pictures';

const mounts = { 'tiny-model': resolve(import.meta.dirname, '../fixtures/tiny-model') };
const model = '?model=tiny-model';

/** Longer than is explained unasked. */
const longText = 'This is good. That was bad, really. '.repeat(8);

/** Longer than what turns it, and its pairs, are looked for; without sentences that could be looked at instead. */
const oneSentence = `This is ${'very, '.repeat(46)}good.`;

/** Has the page's calls of the model that explain fail. */
async function failToExplain(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const send = Reflect.get(Worker.prototype, 'postMessage') as (this: Worker, ...sent: unknown[]) => void;
    Object.assign(Worker.prototype, {
      postMessage(this: Worker, ...sent: unknown[]) {
        const { path } = Object(sent[0]) as { path?: readonly string[] };
        if (path?.[0] === 'explain') throw new Error('The model gave no number for a word.');
        send.apply(this, sent);
      },
    });
  });
}

describe.each(looks)('every state of the page: $name', ({ name: look, width, colorScheme, forcedColors }) => {
  let browser: Browser;
  let server: SiteServer;
  let context: BrowserContext;
  let page: Page;
  /** Whether the host holds the model back. */
  let held = false;

  beforeAll(async () => {
    browser = await launch();
    server = await serveSite(inject('site'), {
      mounts,
      intercept: (path) => held && path.endsWith('weights.bin'),
    });
  });

  afterEach(async () => {
    held = false;
    await context.close();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const open = async (address: string, prepare?: (context: BrowserContext) => Promise<void>) => {
    // Motion would be caught half way.
    context = await browser.newContext({
      viewport: { width, height: 800 },
      colorScheme,
      forcedColors,
      reducedMotion: 'reduce',
    });
    await prepare?.(context);
    page = await openPage(context, `${server.url}${address}`);
  };
  const sound = async (state: string) => {
    await picture(page, look, state);
    expect(await faultsOf(page), state).toEqual([]);
  };
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const settled = () => page.locator('section[aria-label="Take it away"] button:enabled').first().waitFor();

  it('one text: stored, and while the model comes', async () => {
    held = true;
    await open('#/text');
    await page.getByText(/^Stored with the model/).waitFor();
    await sound('stored');
  });

  it('one text: read, touched, edited, asked about, taken away', async () => {
    await open(`${model}#/text`);
    await settled();
    await page.getByText(/^(?:Methods (?:agree|disagree)|No method finds)/).waitFor();
    await sound('settled');
    for (const [what, target] of [
      ['a word', page.locator('.picture .word').first()],
      ['a class', page.locator('button[data-probability]').first()],
      ['an example', button('Is “not bad” good?')],
      ['a view', page.getByRole('link', { name: 'Compare', exact: true })],
      ['a form to take away', button('Picture as SVG')],
    ] as const) {
      await target.hover();
      await sound(`${what} under the pointer`);
    }
    await page.locator('.picture .word').nth(2).click();
    await page.getByRole('dialog').waitFor();
    await sound('a word touched');
    await page.keyboard.press('Enter');
    await page
      .getByRole('region', { name: 'Original and edited text' })
      .getByText(/points$/)
      .waitFor();
    await settled();
    await sound('edited');
    await page.getByRole('region', { name: 'What turns it?' }).getByRole('button').first().click();
    await page.getByRole('region', { name: 'Words that act together' }).getByRole('button').first().click();
    await expect.poll(() => button(/^(?:Find them|Stop)$/).count()).toBe(0);
    await sound('flips and pairs');
    await button('Link …').click();
    await sound('link');
    await button('What sinks a review?').click();
    await button(/^By sentence/).waitFor();
    await sound('a long text, and what was typed replaced');
    await button(/^By sentence/).click();
    await page.locator('.picture .sentence').first().waitFor();
    await settled();
    await page.locator('.picture .sentence').first().click();
    await page.locator('.picture .fold').waitFor();
    await sound('a sentence opened');
    await page.locator('[aria-pressed="false"][data-probability]').first().click();
    await settled();
    await sound('another class, under the pointer');
    await page.getByRole('region', { name: 'What turns it?' }).getByRole('button').first().click();
    await page
      .getByRole('region', { name: 'Sentences and words that act together' })
      .getByRole('button', { name: 'Find them' })
      .click();
    await expect.poll(() => button(/^(?:Find them|Stop)$/).count()).toBe(0);
    await sound('flips and pairs of a long text');
    await page.locator('#text').fill(oneSentence);
    await button(/^Every word/).click();
    await settled();
    await page.getByText(/^What turns the answer is looked for/).waitFor();
    await sound('one long sentence, every word of it');
  });

  it('one text and its comparison, whose explanation fails', async () => {
    await open(`${model}#/text`, failToExplain);
    await page.getByText('The text could not be explained.').waitFor();
    await sound('not explained');
    await button('Try again').focus();
    await page.keyboard.press('Enter');
    await page.getByText('The text could not be explained.').waitFor();
    await page.evaluate(() => void (location.hash = '#/compare'));
    await page.getByText('The explanation failed.').waitFor();
    await sound('not compared');
  });

  it('one text and its comparison: at work, and stopped', async () => {
    await open('#/text');
    await settled();
    await page.locator('#text').fill(`${longText} `.repeat(12));
    await button(/^Every word/).click();
    await button('Stop').waitFor();
    await sound('at work');
    await button('Stop').click();
    await page.getByText('Stopped.').waitFor();
    await sound('stopped');
    await page.evaluate(() => void (location.hash = '#/compare'));
    await page.getByTestId('wait').waitFor();
    await sound('a long text that is not compared yet');
    await button('Explain').click();
    await page.getByRole('progressbar').first().waitFor();
    await sound('comparing');
    await page.keyboard.press('Escape');
    await page.getByTestId('cancelled').waitFor();
    await sound('comparing was stopped');
  });

  it('one text: empty, too long, of no words, a file refused, no model', async () => {
    await open(`${model}#/text`);
    await settled();
    await page.locator('#text').fill('');
    await sound('empty');
    await page.locator('#text').fill('word '.repeat(40_001));
    await page.getByRole('alert').waitFor();
    await sound('too long');
    const rows = { name: 'rows.csv', mimeType: 'text/csv', buffer: Buffer.from('text\ngood') };
    await page.locator('input[type=file]').setInputFiles(rows);
    await button('Open it in File').waitFor();
    await sound('rows refused');
    const file = { name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF') };
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText(/not a plain-text file/).waitFor();
    await sound('a file refused');
    await context.close();
    await open('?model=nowhere#/text');
    await page.getByTestId('model-failed').waitFor();
    await sound('no model');
  });

  it('the comparison: empty, done, opened, measured, of other settings, wrong', async () => {
    await open(`${model}#/compare`);
    await backendOf(page);
    await sound('empty');
    if (width <= 760) await button(/^Settings/).click();
    await setNumbers(page, { 'Shapley evaluations': 64, 'LIME samples': 50, 'Integration steps': 4 });
    await chooseMethod(page, 'Saliency', true);
    await chooseMethod(page, 'Pair interactions', true);
    await page.locator('#text').fill('A good film, and not a bad one at all.');
    await probabilities(page);
    await button('Explain').click();
    expect(await runEnd(page)).toBe('done');
    await sound('done');
    if (width > 760) {
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      // However far down, the rail is in sight.
      expect(await page.getByText('Remove words').first().isVisible()).toBe(true);
      const rail = await page.locator('aside').evaluate((aside) => aside.getBoundingClientRect().top);
      expect(rail).toBeGreaterThanOrEqual(0);
    }
    await page.locator('tbody tr').first().hover();
    await sound('a row under the pointer');
    await openColumn(page, 'lime');
    await sound('a column opened');
    await openColumn(page, 'saliency');
    await button('Measure').click();
    await page.getByText('Measured.').waitFor({ state: 'attached' });
    for (const summary of await page.getByTestId('trust').locator('summary').all()) await summary.click();
    await sound('measured, all figures opened');
    await chooseMethod(page, 'LIME', false);
    await page.getByTestId('outdated').waitFor();
    await setNumbers(page, { 'Integration steps': 0 });
    await sound('of other settings, one of them wrong');
    await setNumbers(page, { 'Integration steps': 4 });
    await page.locator('#text').fill(longText);
    await probabilities(page);
    await button('Explain').click();
    expect(await runEnd(page)).toBe('done');
    await button('By size').click();
    await sound('a long text by size');
  });

  it('teaching: empty, asked, no label, a wrong setting, texts added, taught, kept', async () => {
    await open(`${model}#/teach`);
    await sound('empty');
    const lines = Array.from({ length: 30 }, (_, at) => `The answer number ${at} was good`);
    await page.getByLabel('Texts, one a line').fill([...lines, lines[0]!, ''].join('\n'));
    await button('Label these texts').click();
    await page.getByTestId('not-ready').waitFor();
    await sound('asked, no label');
    await page.getByTestId('queue').focus();
    for (let at = 0; at < 29; at++) await page.keyboard.press(String((at % 3) + 1));
    await page.getByRole('heading', { name: /^29 labels/ }).waitFor();
    await page.getByText('Look at the labels').click();
    await page.getByText('Passes and learning rate').click();
    await page.getByLabel('Learning rate').fill('9');
    await sound('labels, a wrong setting');
    await page.getByLabel('Learning rate').fill('0.0001');
    await button('Add texts').click();
    await sound('adding texts');
    await page.getByTestId('start').click();
    await page.getByTestId('outcome').waitFor();
    await sound('taught');
    await button('Keep it').click();
    await page.getByTestId('runs-taught').waitFor();
    await sound('kept');
  });

  it('about the page', async () => {
    await open(`${model}#/about`);
    await page.getByTestId('model-ready').locator('summary').click();
    await sound('about');
  });
});

describe('without a mouse, large, still, on paper', () => {
  let browser: Browser;
  let server: SiteServer;

  beforeAll(async () => {
    browser = await launch();
    server = await serveSite(inject('site'), { mounts });
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const settled = (page: Page) =>
    page.locator('section[aria-label="Take it away"] button:enabled').first().waitFor();

  it('a text is typed, a word struck out and the picture saved by the keyboard alone', async () => {
    const context = await browser.newContext({ acceptDownloads: true });
    const page = await openPage(context, `${server.url}${model}#/text`);
    await settled(page);
    const focused = () =>
      page.evaluate(() => {
        const element = document.activeElement;
        return element?.getAttribute('aria-label') ?? element?.id ?? '';
      });
    const tabTo = async (isThere: (name: string) => boolean) => {
      for (let presses = 0; presses < 80; presses++) {
        if (isThere(await focused())) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`Tab does not lead there; it ended at “${await focused()}”.`);
    };
    await tabTo((name) => name === 'text');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('A good film, and a short one.');
    await page.getByRole('button', { name: /^film: / }).waitFor();
    await settled(page);
    await tabTo((name) => name.startsWith('A: '));
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toMatch(/^good: /);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'good: struck out' }).waitFor();
    expect(await focused()).toBe('good: struck out');
    await settled(page);
    await tabTo((name) => name === 'Picture as SVG');
    const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(file.suggestedFilename()).toBe('reading.svg');
    expect(await focused()).toBe('Picture as SVG');
    await context.close();
  });

  it('at 200 % nothing is cut, and Explain shows what came of it', async () => {
    const context = await browser.newContext({
      viewport: { width: 640, height: 400 },
      deviceScaleFactor: 2,
    });
    const page = await openPage(context, `${server.url}${model}#/compare`);
    await backendOf(page);
    await page.getByRole('button', { name: /^Settings/ }).click();
    await setNumbers(page, { 'Shapley evaluations': 64, 'LIME samples': 50, 'Integration steps': 4 });
    await page.getByRole('button', { name: /^Settings/ }).click();
    await page.locator('#text').fill('A good film, and a short one.');
    await probabilities(page);
    await page.getByRole('button', { name: 'Explain' }).click();
    await expect
      .poll(() => page.locator('#matrix-title').evaluate((title) => title.getBoundingClientRect().top))
      .toBeLessThan(400);
    expect(await runEnd(page)).toBe('done');
    for (const hash of ['#/compare', '#/text', '#/about']) {
      await openView(page, hash);
      expect(
        await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        ),
        hash,
      ).toBe(0);
    }
    await context.close();
  });

  it('the header stands in order at every width: name and colours on one line, nothing cut', async () => {
    const context = await browser.newContext();
    const page = await openPage(context, `${server.url}${model}#/about`);
    await page.locator('main h2').first().waitFor();
    for (const width of [320, 360, 480, 620, 640, 700, 721, 820, 870, 900, 930, 961, 1280, 1920]) {
      await page.setViewportSize({ width, height: 800 });
      const { middles, promised, overflow } = await page.evaluate(() => {
        const header = document.querySelector('header')!;
        const middleOf = (selector: string) => {
          const { top, height } = header.querySelector(selector)!.getBoundingClientRect();
          return top + height / 2;
        };
        const { scrollWidth, clientWidth } = document.documentElement;
        return {
          middles: [middleOf('h1'), middleOf(':scope > button')],
          promised: header.querySelector('.promise')!.getBoundingClientRect().height,
          overflow: scrollWidth - clientWidth,
        };
      });
      expect(Math.abs(middles[0]! - middles[1]!), `${width} px`).toBeLessThan(4);
      expect(promised, `${width} px`).toBeLessThan(30);
      expect(overflow, `${width} px`).toBe(0);
    }
    await context.close();
  });

  it('nothing moves where less motion is asked for', async () => {
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    const page = await openPage(context, `${server.url}${model}#/text`);
    await settled(page);
    const longest = await page.evaluate(() =>
      Math.max(
        ...[...document.querySelectorAll('*')].flatMap((element) => {
          const { transitionDuration, animationDuration } = getComputedStyle(element);
          return [transitionDuration, animationDuration].map((text) => Number.parseFloat(text));
        }),
      ),
    );
    expect(longest).toBeLessThan(0.001);
    await context.close();
  });

  it('is printed on one page: verdict, text with + and −, sentence; no controls', async () => {
    const context = await browser.newContext();
    const page = await openPage(context, `${server.url}#/text`);
    await settled(page);
    const asking = page.getByText(/^Asking other methods/);
    await asking.waitFor();
    await page.emulateMedia({ media: 'print' });
    // What is not there yet does not come on paper.
    expect(await asking.isVisible()).toBe(false);
    expect(await page.locator('#text').isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: 'Picture as SVG' }).isVisible()).toBe(false);
    const signs = (selector: string) =>
      page
        .locator(selector)
        .evaluateAll((words) => [...new Set(words.map((word) => getComputedStyle(word, '::after').content))]);
    // Of punctuation, too: the comma before "but" is coloured.
    expect(await page.locator('.picture .attached:is(.raises, .lowers)').count()).toBeGreaterThan(0);
    for (const media of [{ media: 'screen', forcedColors: 'active' }, { media: 'print' }] as const) {
      await page.emulateMedia(media);
      expect([await signs('.picture .raises'), await signs('.picture .lowers')]).toEqual([['"+"'], ['"−"']]);
    }
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
    await context.close();
  });

  it('the comparison is printed without what can be pressed, its plot as a whole', async () => {
    const context = await browser.newContext();
    const page = await openPage(context, `${server.url}#/text`);
    await settled(page);
    await page.evaluate(() => void (location.hash = '#/compare'));
    await page.locator('[data-testid="explanations"][data-phase="done"]').waitFor();
    await page.locator('thead').getByRole('button', { name: 'Shapley interpolation' }).click();
    const plot = page.getByTestId('column-detail').getByRole('img');
    // Drawn for the screen, it shrinks to the paper with all that is in it.
    const [width, height] = await Promise.all([plot.getAttribute('width'), plot.getAttribute('height')]);
    expect(await plot.getAttribute('viewBox')).toBe(`0 0 ${width} ${height}`);
    const pressed = page.locator('.results .button, .results summary, .results .orders');
    expect(await pressed.filter({ visible: true }).count()).toBeGreaterThan(3);
    await page.emulateMedia({ media: 'print' });
    expect(await pressed.filter({ visible: true }).count()).toBe(0);
    await context.close();
  });

  it('in forced colours words keep their sides, bars their lengths and the legend its scale', async () => {
    const context = await browser.newContext({ forcedColors: 'active' });
    const page = await openPage(context, `${server.url}#/text`);
    await settled(page);
    const content = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element, '::after').content);
    expect([await content('.picture .raises'), await content('.picture .lowers')]).toEqual(['"+"', '"−"']);
    await page.evaluate(() => void (location.hash = '#/compare'));
    expect(await runEnd(page)).toBe('done');
    const ground = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element).backgroundColor);
    const canvas = await ground('body');
    expect(await ground('td .bar:not(.against):not(.unclear)')).not.toBe(canvas);
    expect(await ground('p .toward')).not.toBe(canvas);
    expect(await ground('dl dd > [aria-hidden="true"]')).not.toBe(canvas);
    const outline = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element).outlineStyle);
    expect([
      await outline('nav a[aria-current="page"]'),
      await outline('nav a:not([aria-current])'),
      await outline('.chip[aria-pressed="true"]'),
      await outline('.chip[aria-pressed="false"]'),
    ]).toEqual(['solid', 'none', 'solid', 'none']);
    await context.close();
  });
});
