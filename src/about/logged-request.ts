/** A request that this page made, as the browser measured it. */
export interface LoggedRequest {
  /** Milliseconds after the page was opened. */
  readonly at: number;
  /** What asked for it: script, css, img, fetch, ... */
  readonly by: string;
  /** Its address: below the page's folder, or whole where it lies elsewhere. */
  readonly address: string;
  readonly isOwnOrigin: boolean;
  readonly answer: 'service worker' | 'network or HTTP cache';
}

/** An entry in the reader's words. */
export function logged(
  entry: Pick<PerformanceResourceTiming, 'name' | 'startTime' | 'initiatorType' | 'workerStart'>,
  page: string,
): LoggedRequest {
  const folder = new URL('.', page).href;
  const { href, origin } = new URL(entry.name);
  return {
    at: entry.startTime,
    by: entry.initiatorType,
    address: href.startsWith(folder) ? href.slice(folder.length) || './' : href,
    isOwnOrigin: origin === new URL(page).origin || /^(?:blob|data):/.test(href),
    answer: entry.workerStart > 0 ? 'service worker' : 'network or HTTP cache',
  };
}
