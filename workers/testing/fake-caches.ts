type Entries = Map<string, { readonly body: ArrayBuffer; readonly headers: Headers }>;

/** Cache Storage in memory, with as much of its interface as is used here. */
export class FakeCaches {
  /** Whether the browser offers the object and refuses its use. */
  refuses = false;
  /** Whether there is no room for anything more. */
  isFull = false;
  readonly #caches = new Map<string, Entries>();

  asStorage(): CacheStorage {
    return {
      open: (name: string) => this.#open(name),
      has: (name: string) => Promise.resolve(this.#caches.has(name)),
      keys: () => Promise.resolve([...this.#caches.keys()]),
      delete: (name: string) => Promise.resolve(this.#caches.delete(name)),
      match: async (request: RequestInfo | URL) => {
        for (const name of this.#caches.keys()) {
          const found = await (await this.#open(name)).match(request);
          if (found) return found;
        }
        return undefined;
      },
    };
  }

  /** Changes a byte of every entry. */
  damage(): void {
    for (const entries of this.#caches.values()) {
      for (const { body } of entries.values()) {
        const view = new Uint8Array(body);
        if (view[0] !== undefined) view[0] ^= 1;
      }
    }
  }

  #open(name: string): Promise<Cache> {
    if (this.refuses) return Promise.reject(new DOMException('blocked', 'SecurityError'));
    const entries: Entries = this.#caches.get(name) ?? (new Map() as Entries);
    this.#caches.set(name, entries);
    const keyOf = (request: RequestInfo | URL) =>
      new URL(request instanceof Request ? request.url : String(request), 'http://host/').href;
    return Promise.resolve({
      match: (request: RequestInfo | URL) => {
        const entry = entries.get(keyOf(request));
        return Promise.resolve(entry && new Response(entry.body.slice(0), { headers: entry.headers }));
      },
      put: async (request: RequestInfo | URL, response: Response) => {
        if (this.isFull) throw new DOMException('full', 'QuotaExceededError');
        entries.set(keyOf(request), {
          body: await response.arrayBuffer(),
          headers: response.headers,
        });
      },
      delete: (request: RequestInfo | URL) => Promise.resolve(entries.delete(keyOf(request))),
      keys: () => Promise.resolve([...entries.keys()].map((url) => new Request(url))),
    } as unknown as Cache);
  }
}
