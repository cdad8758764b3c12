import type { Page } from 'playwright-core';
import { takeLongTasks, type LongFrame } from '../long-tasks';
import { Marks } from './marks';

/** Milliseconds that anything of a visit may take before it is given up. */
const patience = 300_000;

/** Of one visit. Times in milliseconds since the page was asked for; null: not seen. */
export interface Figures {
  /** Bytes sent up to the first prediction, headers apart; and in all, with what is kept for offline use. */
  readonly bytesToPrediction: number;
  readonly bytesInAll: number;
  readonly firstPaint: number | null;
  readonly storedExample: number | null;
  readonly firstPrediction: number;
  /** The same since the last byte came that was sent before it. */
  readonly predictionAfterLastByte: number | null;
  readonly firstColours: number;
  readonly settled: number;
  /** When the line of trust says whether two methods agree, and whether all three do, about. */
  readonly twoMethods: number;
  readonly threeMethods: number;
  /** From the start of the example's explanation to its end. */
  readonly explain: number;
  /** From a key to the colours of the changed text. */
  readonly keyToColours: number;
  /** The review by sentence, and every word of it: from start to settled. */
  readonly reviewBySentence: number;
  readonly reviewEveryWord: number;
  /** From pressing Stop to the page's showing that it has, and from there to the next text's being settled. */
  readonly stop: number;
  readonly nextAnswerAfterStop: number;
  /** Of the page's own thread, from opening to the end; 0: none of 50 or more. */
  readonly longestTask: number;
}

/** What one visit came to. */
export interface Visit {
  readonly figures: Figures;
  /** What the page says at the end of what it runs on, and of what it measured. */
  readonly technical: string;
  /** Longest task of the page's own thread in each step, milliseconds; 0: none of 50 or more. */
  readonly longestTasks: Readonly<Record<string, number>>;
}

/** Bytes as the server sends them, in the order of time. */
export interface Sent {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly bytes: number;
}

/** How a page is visited. */
export interface VisitOptions {
  /** Of the site; with a slash at its end. */
  readonly url: string;
  /** Filled by the server meanwhile. */
  readonly sent: readonly Sent[];
  /** Told of frames that took long, for those who look for the cause. */
  readonly onLongFrame: (step: string, frame: LongFrame) => void;
}

/** Opens the page and does what a first reader does. Its context has to watch long tasks. */
export async function visit(page: Page, { url, sent, onLongFrame }: VisitOptions): Promise<Visit> {
  page.setDefaultTimeout(patience);
  const longestTasks: Record<string, number> = {};
  const step = async <T>(name: string, body: () => Promise<T>): Promise<T> => {
    const value = await body();
    // A task counts once it has ended, and is told of a moment later.
    await page.evaluate(() => new Promise((later) => setTimeout(later, 100)));
    const { longest, frames } = await takeLongTasks(page);
    longestTasks[name] = Math.round(longest);
    for (const frame of frames) onLongFrame(name, frame);
    return value;
  };
  const times = new Marks(page);
  const button = (name: string | RegExp) => page.getByRole('button', { name });

  const opened = await step('opening', async () => {
    await page.goto(`${url}#/text`);
    const firstPrediction = await times.of('first-prediction');
    const firstColours = await times.of('first-colours');
    const settled = await times.of('settled');
    const explain = await times.settledSince(0);
    await page
      .locator('[data-testid="trust"][data-methods="2"], [data-testid="trust"][data-methods="3"]')
      .waitFor();
    const twoMethods = await times.now();
    await page.locator('[data-testid="trust"][data-methods="3"][data-busy="false"]').waitFor();
    return { firstPrediction, firstColours, settled, twoMethods, threeMethods: await times.now(), explain };
  });
  const origin = await page.evaluate(() => performance.timeOrigin);
  const before = sent.filter(({ at }) => at <= origin + opened.firstPrediction);
  const lastByte = before.at(-1)?.at;

  const keyToColours = await step('a key', () => typeAndWait(page));

  const review = await step('the review', async () => {
    await button('What sinks a review?').click();
    let started = await times.now();
    await button(/^By sentence/).click();
    const reviewBySentence = await times.settledSince(started);
    started = await times.now();
    await button(/^Every word/).click();
    const reviewEveryWord = await times.settledSince(started);
    return { reviewBySentence, reviewEveryWord };
  });

  const stopped = await step('a stop', async () => {
    await page.locator('#text').fill('The same again, with more words than anybody would read. '.repeat(20));
    await button(/^Every word/).click();
    const stopButton = button('Stop');
    await stopButton.waitFor();
    const stop = await stopButton.evaluate(async (button: HTMLElement) => {
      const pressed = performance.now();
      button.click();
      // Drawn, and not only meant.
      while (!document.body.innerText.includes('Stopped.'))
        await new Promise((drawn) => requestAnimationFrame(drawn));
      return performance.now() - pressed;
    });
    const started = await times.now();
    await page.locator('#text').fill('Short and good.');
    await times.settledSince(started);
    return { stop, nextAnswerAfterStop: (await times.now()) - started };
  });

  await step('what turns it, and pairs', async () => {
    await button('Is “not bad” good?').click();
    for (const title of ['What turns it?', 'Words that act together']) {
      const section = page.getByRole('region', { name: title });
      await section.getByRole('button', { name: 'Find them' }).click();
      // One button asks and stops; what was found takes its place.
      await section.getByRole('button', { name: /^(?:Find them|Stop)$/ }).waitFor({ state: 'detached' });
    }
  });

  await step('Compare', async () => {
    await page.getByRole('link', { name: 'Compare', exact: true }).click();
    await page.locator('[data-testid="explanations"][data-phase="done"]').waitFor();
  });

  await page.evaluate(() => void (location.hash = '#/about'));
  const status = page.locator('details[data-testid="model-ready"]');
  await status.evaluate((details: HTMLDetailsElement) => void (details.open = true));
  const technical = await status.innerText();

  const sum = (all: readonly Sent[]) => all.reduce((total, { bytes }) => total + bytes, 0);
  const figures = {
    bytesToPrediction: sum(before),
    bytesInAll: sum(sent),
    firstPaint: await times.seen('first-paint'),
    storedExample: await times.seen('stored-example'),
    firstPrediction: opened.firstPrediction,
    predictionAfterLastByte: lastByte === undefined ? null : origin + opened.firstPrediction - lastByte,
    firstColours: opened.firstColours,
    settled: opened.settled,
    twoMethods: opened.twoMethods,
    threeMethods: opened.threeMethods,
    explain: opened.explain,
    keyToColours,
    ...review,
    ...stopped,
    longestTask: Math.max(...Object.values(longestTasks)),
  };
  return { figures, longestTasks, technical };
}

/** Types a character behind the text. @returns milliseconds from the key to the colours of the changed text */
async function typeAndWait(page: Page): Promise<number> {
  await page.locator('#text').focus();
  await page.keyboard.press('End');
  await page.evaluate(() => {
    const colours = new Promise<number>((resolve) => {
      addEventListener(
        'keydown',
        ({ timeStamp }) => {
          // No function with a name: what runs this file names it by a helper that the page lacks.
          const timer = setInterval(() => {
            const picture = document.querySelector('.picture');
            const isNew = picture?.textContent?.includes('!') && !picture.classList.contains('stale');
            if (!isNew || !picture?.querySelector('.raises, .lowers')) return;
            clearInterval(timer);
            resolve(performance.now() - timeStamp);
          }, 4);
        },
        { once: true },
      );
    });
    Object.assign(globalThis, { colours });
  });
  await page.keyboard.type('!');
  return page.evaluate(() => (globalThis as unknown as { colours: Promise<number> }).colours);
}
