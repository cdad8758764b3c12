import type { Page } from 'playwright-core';

/** Milliseconds that anything of a visit may take before it is given up. */
const patience = 300_000;

/** What one visit came to. Times in milliseconds since the page was asked for; null: not seen. */
export interface Visit {
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
  /** From the start of the example's explanation to its end. */
  readonly explain: number;
  /** From a key to the colours of the changed text. */
  readonly keyToColours: number;
  /** The review by sentence, and every word of it: from start to settled. */
  readonly reviewBySentence: number;
  readonly reviewEveryWord: number;
  /** From pressing Stop to the page's being stopped, and to the model's answering the next text. */
  readonly stop: number;
  readonly nextAnswerAfterStop: number;
  /** Of the page's own thread, from opening to here; 0: none of 50 or more. */
  readonly longestTask: number;
}

/** Bytes as the server sends them, in the order of time. */
export interface Sent {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly bytes: number;
}

/** Opens the page and does what a first reader does. @param sent is filled by the server meanwhile */
export async function visit(page: Page, url: string, sent: readonly Sent[]): Promise<Visit> {
  page.setDefaultTimeout(patience);
  await page.addInitScript(() => {
    const longTasks: number[] = [];
    Object.assign(globalThis, { longTasks });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longTasks.push(duration);
    }).observe({ type: 'longtask', buffered: true });
  });
  await page.goto(`${url}#/text`);
  const markOf = (name: string) =>
    page.evaluate((name) => performance.getEntriesByName(name).at(0)?.startTime ?? null, name);
  const waitFor = async (name: string) => {
    await page.waitForFunction((name) => performance.getEntriesByName(name).length > 0, name);
    return (await markOf(name))!;
  };
  const settledSince = async (start: number) => {
    await page.waitForFunction(
      (start) => (performance.getEntriesByName('settled').at(-1)?.startTime ?? 0) > start,
      start,
    );
    return page.evaluate(() => performance.getEntriesByName('explain').at(-1)!.duration);
  };
  const now = () => page.evaluate(() => performance.now());

  const firstPrediction = await waitFor('first-prediction');
  const firstColours = await waitFor('first-colours');
  const settled = await waitFor('settled');
  const explain = await settledSince(0);
  const origin = await page.evaluate(() => performance.timeOrigin);
  const before = sent.filter(({ at }) => at <= origin + firstPrediction);
  const lastByte = before.at(-1)?.at;

  await page.getByText(/^(?:Methods (?:agree|disagree)|No method finds)/).waitFor();
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
  const keyToColours = await page.evaluate(
    () => (globalThis as unknown as { colours: Promise<number> }).colours,
  );

  await page.getByRole('button', { name: 'What sinks a review?' }).click();
  let started = await now();
  await page.getByRole('button', { name: /^By sentence/ }).click();
  const reviewBySentence = await settledSince(started);
  started = await now();
  await page.getByRole('button', { name: /^Every word/ }).click();
  const reviewEveryWord = await settledSince(started);

  await page.locator('#text').fill('The same again, with more words than anybody would read. '.repeat(20));
  await page.getByRole('button', { name: /^Every word/ }).click();
  const stopButton = page.getByRole('button', { name: 'Stop' });
  await stopButton.waitFor();
  const stop = await stopButton.evaluate((button: HTMLElement) => {
    const pressed = performance.now();
    button.click();
    return performance.getEntriesByName('stopped').at(-1)!.startTime - pressed;
  });
  started = await now();
  await page.locator('#text').fill('Short and good.');
  await settledSince(started);
  const nextAnswerAfterStop = (await now()) - started;

  const longTasks = await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
  const sum = (all: readonly Sent[]) => all.reduce((total, { bytes }) => total + bytes, 0);
  return {
    bytesToPrediction: sum(before),
    bytesInAll: sum(sent),
    firstPaint: await markOf('first-paint'),
    storedExample: await markOf('stored-example'),
    firstPrediction,
    predictionAfterLastByte: lastByte === undefined ? null : origin + firstPrediction - lastByte,
    firstColours,
    settled,
    explain,
    keyToColours,
    reviewBySentence,
    reviewEveryWord,
    stop,
    nextAnswerAfterStop,
    longestTask: longTasks.reduce((most, duration) => Math.max(most, duration), 0),
  };
}

/** Bytes of the page and its workers after so many different texts were explained. */
export async function memoryAfter(page: Page, texts: number): Promise<number> {
  for (let text = 1; text <= texts; text++) {
    const started = await page.evaluate(() => performance.now());
    await page
      .locator('#text')
      .fill(`Number ${text} is a text that nobody has read before, and rather short.`);
    await page.waitForFunction(
      (start) => (performance.getEntriesByName('settled').at(-1)?.startTime ?? 0) > start,
      started,
    );
  }
  return page.evaluate(async () => {
    const { bytes } = await (
      performance as unknown as { measureUserAgentSpecificMemory(): Promise<{ bytes: number }> }
    ).measureUserAgentSpecificMemory();
    return bytes;
  });
}
