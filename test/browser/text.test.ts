import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { faultsOf } from './axe';
import { launch, openPage, Watch } from './browser';
import { serveSite, type SiteServer } from '../../scripts/site-server';

describe('the first view, with the shipped model', () => {
  let server: SiteServer;
  let browser: Browser;
  let context: BrowserContext;
  let watch: Watch;
  let page: Page;

  beforeAll(async () => {
    server = await serveSite(inject('site'));
    browser = await launch();
  });

  beforeEach(async () => {
    context = await browser.newContext({
      acceptDownloads: true,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    watch = new Watch(context, server.url);
    page = await openPage(context, `${server.url}#/text`);
  });

  afterEach(async () => {
    expect(watch.errors).toEqual([]);
    expect(watch.foreignRequests).toEqual([]);
    await context.close();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const verdict = () => page.getByRole('region', { name: 'Verdict' });
  const word = (name: RegExp) => page.locator('.picture').getByRole('button', { name });
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const trust = () => page.getByText(/^(?:Methods (?:agree|disagree)|No method finds)/);
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  const settled = () => page.locator('section[aria-label="Take it away"] button:enabled').first().waitFor();

  it('opens with an example that is explained of itself, and marks when', async () => {
    await settled();
    expect(await verdict().getByRole('heading').innerText()).toMatch(
      /^(?:Reads|Leans|Could be) positive\b.*, \d\d.%/,
    );
    expect(await page.getByTestId('lead').innerText()).toMatch(
      /^love lifts (?:it|“positive”) most \(\+\d\d points\); /,
    );
    await expect
      .poll(() => verdict().getByRole('status').innerText())
      .toMatch(/^.* positive\b.*%.*\. “love” lifts (?:it|“positive”) most/);
    await trust().waitFor();
    const entries = await page.evaluate(() => performance.getEntries().map(({ name }) => name));
    expect(entries).toEqual(
      expect.arrayContaining(['first-prediction', 'first-colours', 'settled', 'explain']),
    );
  });

  it('says that the model has not learnt the language of a text, and takes it back', async () => {
    await page.locator('#text').fill('No me gusta nada este teléfono.');
    const note = verdict().getByText(
      'This looks like Spanish. The model has not learnt this language: do not trust its answer.',
      { exact: true },
    );
    await note.waitFor();
    await page.locator('#text').fill('I do not like this phone at all.');
    await note.waitFor({ state: 'detached' });
  });

  it('says the share of each class once: in the bar, or below it with the name where there is no room', async () => {
    await settled();
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 });
      const shares = () =>
        verdict()
          .locator('.bar .said:not(.outside) .share, .legend span')
          .evaluateAll((all) =>
            all
              .filter((element) => element.getBoundingClientRect().width > 1)
              .map(({ textContent }) => textContent),
          );
      await expect.poll(shares).toHaveLength(3);
    }
  });

  it('cuts no class’s name in the bar, and says those left out below their end of it', async () => {
    await settled();
    const cut = () =>
      verdict()
        .locator('.bar button')
        .evaluateAll((all) =>
          all
            .filter((segment) => {
              const share = segment.querySelector('.said:not(.outside) .share');
              if (!share) return false;
              const text = document.createRange();
              text.selectNodeContents(share);
              return text.getBoundingClientRect().right > segment.getBoundingClientRect().right;
            })
            .map(({ textContent }) => textContent),
        );
    for (let width = 440; width <= 540; width += 10) {
      await page.setViewportSize({ width, height: 800 });
      await expect.poll(cut, { message: `${width} px` }).toEqual([]);
    }
    await page.setViewportSize({ width: 360, height: 800 });
    await button('What is neutral?').click();
    await word(/^Lisbon/).waitFor();
    const rightOf = (selector: string) =>
      verdict()
        .locator(selector)
        .evaluate((element) => Math.round(element.getBoundingClientRect().right));
    // "negative" at the left end, "positive" at the right one: neutral is between them.
    await expect.poll(() => verdict().locator('.legend span').count()).toBe(2);
    expect(await rightOf('.legend span >> nth=1')).toBe(await rightOf('.bar'));
  });

  it('explains another class by a click on it', async () => {
    await settled();
    await verdict()
      .getByRole('button', { name: /negative/ })
      .click();
    await word(/^love: lowers by/).waitFor();
    expect(await page.getByTestId('lead').innerText()).toContain('“negative”');
    // It has its colour under the pointer too, which still rests there.
    const ground = () =>
      verdict()
        .locator('[aria-pressed="true"]')
        .evaluate((button) => getComputedStyle(button).backgroundColor);
    const underPointer = await ground();
    await page.mouse.move(0, 0);
    expect(await ground()).toBe(underPointer);
  });

  it('strikes a word out by the keyboard alone, shows what it did, and takes it back', async () => {
    await settled();
    await trust().waitFor();
    await word(/^love/).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await word(/^love: struck out/).waitFor();
    expect(await focused()).toBe('love: struck out');
    await page
      .getByRole('region', { name: 'Original and edited text' })
      .getByText(/^−\d\d points$/)
      .waitFor();
    await button('Undo').focus();
    await page.keyboard.press('Enter');
    await word(/^love: raises by/).waitFor();
    expect(await page.locator('#text').inputValue()).toContain('love');
    // The button went with the last step: what it did has the focus.
    await expect.poll(focused).toMatch(/^love: /);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await word(/^love: struck out/).waitFor();
    await page.keyboard.press('Control+z');
    await word(/^love: raises by/).waitFor();
    expect(await focused()).toMatch(/^love: /);
  });

  it('puts another word in the place of one, in the text itself', async () => {
    await settled();
    await word(/^love/).click();
    await page.getByLabel('Put another in its place').fill('hate');
    await page.keyboard.press('Enter');
    await word(/^hate: lowers by|^hate: direction/).waitFor();
    await expect.poll(focused).toMatch(/^hate: /);
    expect(await page.locator('#text').inputValue()).toBe(
      'I absolutely hate this phone, but the battery life is short.',
    );
    await button('Back to the original').click();
    expect(await page.locator('#text').inputValue()).toContain('love');
    await expect.poll(focused).toMatch(/^love: /);
  });

  it('brings into sight what is pressed for on a small screen', async () => {
    await page.setViewportSize({ width: 360, height: 640 });
    await settled();
    const isInSight = (shown: Locator) =>
      shown.evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      });
    await word(/^love/).evaluate((love) =>
      scrollBy(0, love.getBoundingClientRect().bottom - innerHeight + 8),
    );
    await word(/^love/).click();
    expect(await isInSight(page.getByRole('dialog'))).toBe(true);
    await page.keyboard.press('Escape');
    const turns = page.getByRole('region', { name: 'What turns it?' });
    await turns.getByRole('button').click();
    const set = turns.getByRole('button', { name: 'love' }).first();
    await set.click();
    await set.evaluate((button) => button.scrollIntoView({ block: 'start' }));
    expect(await isInSight(word(/^love/))).toBe(false);
    await set.click();
    await expect.poll(() => isInSight(page.locator('.picture .marked'))).toBe(true);
  });

  it('asks how a long text is to be explained, with times, and stops when told to', async () => {
    await settled();
    await button('What sinks a review?').click();
    await button(/^Every word, about \d+ (?:s|min)/).click();
    const explaining = page.getByRole('group', { name: 'Explaining', exact: true });
    const hasFocus = () => explaining.evaluate((group) => group.contains(document.activeElement));
    expect(await hasFocus()).toBe(true);
    const stop = button('Stop');
    await stop.click();
    await page.getByText('Stopped.').waitFor();
    expect(await hasFocus()).toBe(true);
    expect(await page.evaluate(() => performance.getEntriesByName('stopped').length)).toBe(1);
    // What was told to go on stops by Escape, too.
    await button('Go on').click();
    await page.getByText('Stopped.').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.getByText('Stopped.').waitFor();
    expect(await hasFocus()).toBe(true);
    // The quicker way is still to be had, and once it is taken, what is stopped is not called its values.
    await button(/^By sentence/).click();
    await page.locator('.picture .sentence').first().waitFor();
    await settled();
    await button(/^Every word/).click();
    await page.keyboard.press('Escape');
    await page.getByText(/^Stopped\. These are the values (?:of before|as they stood)\.$/).waitFor();
    await button(/^By sentence/).waitFor();
    await button('Does it get irony?').click();
    await word(/^deletes: /).waitFor();
  });

  it('shades a long text by sentence, and opens sentences into words', async () => {
    await settled();
    await button('What sinks a review?').click();
    await button(/^By sentence, (?:about|under)/).click();
    await page.locator('.picture .sentence.raises').first().waitFor();
    await settled();
    await page.locator('.picture .sentence').first().click();
    await page.locator('.picture .word').first().waitFor();
  });

  it('finds pairs on request, and draws their arcs, which stay with their words', async () => {
    // On two lines.
    await page.locator('#text').fill('This is not\nbad at all.');
    await word(/^bad/).waitFor();
    await settled();
    await page.getByRole('region', { name: 'Words that act together' }).getByRole('button').click();
    await page
      .getByText(/^Together, not and bad count/)
      .first()
      .waitFor();
    /** The words at both ends of each arc; null where none is. */
    const ends = () =>
      page.locator('.picture').evaluate((picture) => {
        const words = [...picture.querySelectorAll('.word')];
        const origin = picture.querySelector('svg')!.getBoundingClientRect();
        return [...picture.querySelectorAll('path')].map((path) =>
          [0, path.getTotalLength()].map((length) => {
            const { x, y } = path.getPointAtLength(length);
            const place = words.findIndex((word) => {
              const { left, width, top, bottom } = word.getClientRects()[0]!;
              const isAt = (a: number, b: number) => Math.abs(a - b) < 1;
              return (
                isAt(left + width / 2, origin.left + x) &&
                (isAt(top, origin.top + y) || isAt(bottom, origin.top + y))
              );
            });
            return place < 0 ? null : `${words[place]!.textContent} ${place}`;
          }),
        );
      });
    const lines = () =>
      page
        .locator('.picture .word')
        .evaluateAll((all) => new Set(all.map((word) => Math.round(word.getClientRects()[0]!.top))).size);
    await expect.poll(ends).toContainEqual(['not 2', 'bad 3']);
    const found = await ends();
    expect(found.flat()).not.toContain(null);
    expect(await lines()).toBe(2);
    const shape = () => page.locator('.picture path').first().getAttribute('d');
    const drawn = await shape();
    await page.setViewportSize({ width: 1280, height: 400 });
    await page.evaluate(() => scrollBy(0, 200));
    expect(await ends()).toEqual(found);
    for (const width of [640, 360]) {
      await page.setViewportSize({ width, height: 400 });
      // A narrow picture has room for three.
      await expect.poll(ends).toEqual(width < 480 ? found.slice(0, 3) : found);
    }
    // They were drawn anew: words are smaller in a narrow window.
    expect(await shape()).not.toBe(drawn);
  });

  it('finds what turns it on request, and marks the words', async () => {
    await settled();
    const turns = page.getByRole('region', { name: 'What turns it?' });
    await turns.getByRole('button').click();
    await turns.getByText(/^Without love it reads (?:neutral|negative), no longer positive/).waitFor();
    const marked = () => page.locator('.picture .marked').allInnerTexts();
    expect(await marked()).toEqual(['love']);
    const set = turns.getByRole('button', { name: 'love' }).first();
    await set.click();
    expect(await marked()).toEqual([]);
    await set.click();
    expect(await marked()).toEqual(['love']);
  });

  it('says how to read the picture, by a live example', async () => {
    await settled();
    await page.evaluate(() => void (location.hash = '#/about'));
    const how = page.getByRole('region', { name: 'How to read a picture like this' });
    await how.getByText(/as love does by \+\d+ points/).waitFor();
    expect(await how.getByRole('listitem').count()).toBe(5);
    await word(/^love/).click();
    await page.getByRole('dialog').getByRole('button').first().click();
    await word(/^love: struck out/).waitFor();
    // The steps speak of the text as it is now.
    await expect.poll(() => how.innerText()).not.toContain('as love does by');
    // What takes it back goes by its own press; the focus goes to the words.
    await how.getByRole('button', { name: 'Back to the text as it was' }).click();
    await word(/^love: (?:raises|direction)/).waitFor();
    expect(await how.getByRole('button', { name: 'Back to the text as it was' }).count()).toBe(0);
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.closest('.picture') !== null))
      .toBe(true);
  });

  it('lets a text run from its own side, in the box and in the picture', async () => {
    const box = page.locator('#text');
    for (const [text, direction] of [
      ['הסרט טוב מאוד.', 'rtl'],
      ['A good film.', 'ltr'],
      ['هذا الفيلم جيد.', 'rtl'],
    ] as const) {
      await box.fill(text);
      expect(await box.evaluate((element) => element.matches(':dir(rtl)'))).toBe(direction === 'rtl');
      await expect.poll(() => page.locator('.picture').getAttribute('dir')).toBe(direction);
    }
  });

  it('is taken away in every form', async () => {
    await settled();
    for (const [name, starts] of [
      ['Picture as SVG', '<svg'],
      ['Picture as PNG', '\u0089PNG'],
      ['Page as HTML', '<!doctype html>'],
      ['Data as JSON', '{'],
      ['Data as CSV', '\u00ef\u00bb\u00bfmethod'],
    ] as const) {
      const [file] = await Promise.all([page.waitForEvent('download'), button(name).click()]);
      const chunks: Buffer[] = [];
      for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
      expect(Buffer.concat(chunks).toString('latin1').slice(0, starts.length), name).toBe(starts);
    }
  });

  it('is linked by the clipboard alone, and opens a link without keeping it in the address', async () => {
    await settled();
    await button('Link …').click();
    expect(page.url()).not.toContain('love');
    await button('Copy the link').click();
    await page.getByText('The link is in the clipboard.').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const other = await openPage(context, link.replace('absolutely', 'truly'));
    await other.getByTestId('lead').waitFor();
    expect(await other.locator('#text').inputValue()).toContain('I truly love');
    expect(new URL(other.url()).hash).toBe('#/text');
  });

  it.each([
    ['light', 1280],
    ['dark', 360],
  ] as const)('has no fault that axe finds, in any view: %s, %d px', async (colorScheme, width) => {
    // Motion would be caught half way.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 800 });
    await settled();
    await trust().waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await word(/^love/).click();
    expect(await faultsOf(page)).toEqual([]);
    for (const [hash, there] of [
      ['#/compare', 'dl[aria-busy="false"] [data-probability]'],
      ['#/about', '[data-testid="connections"]'],
    ] as const) {
      await page.evaluate((hash) => void (location.hash = hash), hash);
      await page.locator(there).first().waitFor();
      expect(await faultsOf(page), hash).toEqual([]);
    }
  });
});
