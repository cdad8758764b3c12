import type { BrowserContext, Page } from 'playwright-core';

/** Milliseconds from which a task of the main thread is a long one; shorter ones no browser tells of. */
export const longTask = 50;

/** A frame that took long. */
export interface LongFrame {
  /** Milliseconds. */
  readonly duration: number;
  /** The scripts that ran in it and for how long, as far as the browser tells. */
  readonly scripts: readonly string[];
}

interface Watched {
  longTasks: number[];
  longFrames: LongFrame[];
}

/** Has the pages of a context write down their long tasks. Before they are loaded. */
export async function watchLongTasks(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const [longTasks, longFrames]: [number[], LongFrame[]] = [[], []];
    Object.assign(globalThis, { longTasks, longFrames });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longTasks.push(duration);
    }).observe({ type: 'longtask', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { duration, scripts } = entry as PerformanceEntry & {
          readonly scripts: readonly { invoker: string; sourceURL: string; duration: number }[];
        };
        const told = scripts.map(
          (script) =>
            `${script.invoker} (${script.sourceURL.split('/').pop() ?? ''}) ${Math.round(script.duration)} ms`,
        );
        longFrames.push({ duration, scripts: told });
      }
    }).observe({ type: 'long-animation-frame', buffered: true });
  });
}

/** The longest task since this was asked last, milliseconds, and the frames that were long, with their scripts. */
export async function takeLongTasks(
  page: Page,
): Promise<{ readonly longest: number; readonly frames: readonly LongFrame[] }> {
  return page.evaluate(() => {
    const { longTasks, longFrames } = globalThis as unknown as Watched;
    return { longest: Math.max(0, ...longTasks.splice(0)), frames: longFrames.splice(0) };
  });
}
