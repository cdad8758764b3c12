import type { BrowserContext, Page } from 'playwright-core';

/**
 * Holds batches of a file's texts back on their way to the model: a quick machine has not read them all before a test
 * looks, and a slow one is not waited for.
 */
export class BatchGate {
  /** @param open batches that pass before the next is held */
  constructor(private readonly open: number) {}

  /** Puts the gate up in the pages of a context. */
  async put(context: BrowserContext): Promise<void> {
    await context.addInitScript((open: number) => {
      const send = Reflect.get(Worker.prototype, 'postMessage') as (this: Worker, ...sent: unknown[]) => void;
      const held: (() => void)[] = [];
      let left = open;
      Object.assign(Worker.prototype, {
        postMessage(this: Worker, ...sent: unknown[]) {
          const { path } = Object(sent[0]) as { path?: readonly string[] };
          const isBatch = path?.[0] === 'predict' || path?.[0] === 'reasons';
          if (!isBatch || left-- > 0) send.apply(this, sent);
          else held.push(() => send.apply(this, sent));
        },
      });
      Object.assign(globalThis, {
        openGate: () => {
          left = Infinity;
          for (const go of held.splice(0)) go();
        },
      });
    }, this.open);
  }

  /** Lets all through from now on. */
  async lift(page: Page): Promise<void> {
    await page.evaluate(() => (globalThis as unknown as { openGate(): void }).openGate());
  }
}
