import { RendererMemory } from '../renderer-memory';
import { PlainBrowser, type PlainPage } from './plain-browser';

/** Bytes that a page holds. */
export interface Memory {
  /** Texts that were explained. */
  readonly texts: number;
  /** Of scripts, elements and workers, after a collection. */
  readonly scripts: number;
  /** The most that the process which draws the page and runs its workers had for itself, from opening to the end. */
  readonly renderer: number;
}

/** Where the memory of a page is measured. */
export interface MemoryOptions {
  /** Chromium. */
  readonly program: string;
  /** Folder of its profile. */
  readonly profile: string;
  readonly flags: readonly string[];
  /** Of the site; with a slash at its end. */
  readonly url: string;
}

/**
 * Opens the page, waits for gradients and all three methods, compares, explains so many different texts in the first view, and
 * measures.
 */
export async function memoryAfter(
  texts: number,
  { program, profile, flags, url }: MemoryOptions,
): Promise<Memory> {
  const browser = new PlainBrowser(program, profile, [
    '--enable-blink-features=ForceEagerMeasureMemory',
    ...flags,
  ]);
  const renderer = new RendererMemory(() => browser.renderers());
  try {
    const page = await browser.open(`${url}#/text`);
    await page.see('[data-testid="trust"][data-methods="3"][data-busy="false"]');
    await page.run((hash) => void (location.hash = hash), '#/compare');
    await page.see('[data-testid="explanations"][data-phase="done"]');
    await page.run((hash) => void (location.hash = hash), '#/text');
    await page.see('#text');
    for (let text = 1; text <= texts; text++)
      await explain(page, `Number ${text} is a text that nobody has read before, and rather short.`);
    const peak = await renderer.peak();
    const scripts = await page.run(async () => {
      const { bytes } = await (
        performance as unknown as { measureUserAgentSpecificMemory(): Promise<{ bytes: number }> }
      ).measureUserAgentSpecificMemory();
      return bytes;
    }, null);
    return { texts, scripts, renderer: peak * 1e6 };
  } finally {
    renderer.stop();
    await browser.close();
  }
}

/** Types a text, and waits until it is settled. */
async function explain(page: PlainPage, text: string): Promise<void> {
  const started = await page.run((typed) => {
    const box = document.querySelector<HTMLTextAreaElement>('#text')!;
    box.value = typed;
    box.dispatchEvent(new Event('input', { bubbles: true }));
    return performance.now();
  }, text);
  await page.until(
    (start) => (performance.getEntriesByName('settled').at(-1)?.startTime ?? 0) > start,
    started,
  );
}
