import { logged, type LoggedRequest } from './logged-request';

/** The browser's own log of what this page asked for (Resource Timing), as it grows; not that of its workers. */
export class RequestLog {
  requests = $state.raw<readonly LoggedRequest[]>([]);
  readonly others = $derived(this.requests.filter(({ isOwnOrigin }) => !isOwnOrigin).length);
  readonly #observer: PerformanceObserver;

  /** @param page the page's address */
  constructor(page: string) {
    this.#observer = new PerformanceObserver((list) => {
      const entries = list.getEntries() as PerformanceResourceTiming[];
      this.requests = [...this.requests, ...entries.map((entry) => logged(entry, page))];
    });
    this.#observer.observe({ type: 'navigation', buffered: true });
    this.#observer.observe({ type: 'resource', buffered: true });
  }

  stop(): void {
    this.#observer.disconnect();
  }
}
