/** Stand-ins that the tests of this folder share. */

/** Cache Storage in memory, with as much of its interface as the content cache uses. */
export class FakeCaches {
  /** Whether the browser offers the object and refuses its use. */
  refuses = false;
  /** Whether there is no room for anything more. */
  isFull = false;
  readonly #entries = new Map<string, { readonly body: ArrayBuffer; readonly headers: Headers }>();

  asStorage(): CacheStorage {
    return { open: () => this.#open() } as unknown as CacheStorage;
  }

  /** Changes a byte of every entry. */
  async damage(): Promise<void> {
    for (const { body } of this.#entries.values()) {
      const view = new Uint8Array(body);
      if (view[0] !== undefined) view[0] ^= 1;
    }
  }

  async #open(): Promise<Cache> {
    if (this.refuses) throw new DOMException('blocked', 'SecurityError');
    const keyOf = (request: RequestInfo | URL) =>
      new URL(request instanceof Request ? request.url : String(request), 'http://host/').href;
    return {
      match: async (request: RequestInfo | URL) => {
        const entry = this.#entries.get(keyOf(request));
        return entry && new Response(entry.body.slice(0), { headers: entry.headers });
      },
      put: async (request: RequestInfo | URL, response: Response) => {
        if (this.isFull) throw new DOMException('full', 'QuotaExceededError');
        this.#entries.set(keyOf(request), {
          body: await response.arrayBuffer(),
          headers: response.headers,
        });
      },
      delete: async (request: RequestInfo | URL) => this.#entries.delete(keyOf(request)),
      keys: async () => [...this.#entries.keys()].map((url) => new Request(url)),
    } as unknown as Cache;
  }
}
