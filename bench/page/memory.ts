import type { Page } from 'playwright-core';
import { RendererMemory } from '../renderer-memory';
import { Marks } from './marks';

/** Bytes that a page holds. */
export interface Memory {
  /** Texts that were explained before. */
  readonly texts: number;
  /** Of scripts, elements and workers, after a collection. */
  readonly scripts: number;
  /** The most that the process which draws the page and runs its workers had for itself, the opened view's work included. */
  readonly renderer: number;
}

/** Explains so many different texts in the first view, and measures. */
export async function memoryAfter(page: Page, texts: number): Promise<Memory> {
  const times = new Marks(page);
  const renderer = new RendererMemory(page.context());
  try {
    await page.evaluate(() => void (location.hash = '#/text'));
    for (let text = 1; text <= texts; text++) {
      const started = await times.now();
      await page
        .locator('#text')
        .fill(`Number ${text} is a text that nobody has read before, and rather short.`);
      await times.settledSince(started);
    }
    const peak = await renderer.peak();
    const scripts = await page.evaluate(async () => {
      const { bytes } = await (
        performance as unknown as { measureUserAgentSpecificMemory(): Promise<{ bytes: number }> }
      ).measureUserAgentSpecificMemory();
      return bytes;
    });
    return { texts, scripts, renderer: peak * 1e6 };
  } finally {
    renderer.stop();
  }
}
