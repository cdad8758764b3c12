/** A file whose content is known before it is fetched. */
export interface ContentFile {
  readonly url: string;
  /** Bytes. */
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** What the cache needs from its surroundings; tests hand in their own. */
export interface ContentSources {
  readonly fetch: (url: string, signal?: AbortSignal) => Promise<Response>;
  /** Absent where the browser offers no Cache Storage (an insecure address, some private windows). */
  readonly caches?: CacheStorage | undefined;
  /** Absent at insecure addresses: sizes are all that can be checked there. */
  readonly subtle?: SubtleCrypto | undefined;
}

const cacheName = 'albert-lens-content';
const ownerHeader = 'x-content-owner';

export function browserSources(): ContentSources {
  return {
    fetch: (url, signal) => fetch(url, { signal: signal ?? null }),
    caches: globalThis.caches,
    subtle: globalThis.crypto.subtle,
  };
}

/** Fetches files and keeps them by content hash, so that a new version of one file costs that file alone. */
export class ContentCache {
  readonly #sources: ContentSources;

  constructor(sources: ContentSources = browserSources()) {
    this.#sources = sources;
  }

  /**
   * The file's bytes: from the cache, else fetched, checked and cached.
   *
   * @param owner the model (or runtime) that the file belongs to; see `prune`
   * @param onBytes told the bytes that have come since it was last called
   * @param signal ends the download; a file that is cached already is not affected
   * @throws Error when the file cannot be fetched, is truncated, or is another one than the manifest describes
   */
  async bytes(
    file: ContentFile,
    owner: string,
    onBytes: (count: number) => void,
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const cache = await this.#open();
    const key = keyOf(file.sha256);
    const cached = await cache?.match(key);
    if (cached) {
      const bytes = new Uint8Array(await cached.arrayBuffer());
      if (await this.#isContent(bytes, file)) {
        onBytes(file.size);
        return bytes;
      }
      await cache?.delete(key);
    }
    const bytes = await this.#download(file, onBytes, signal);
    if (!(await this.#isContent(bytes, file))) {
      throw new Error(
        `${file.url} is not the file that the manifest describes (its SHA-256 differs). ` +
          'Upload the whole folder again, or reload if it was being replaced just now.',
      );
    }
    // A full disk must not keep the model from running.
    await cache?.put(key, new Response(bytes, { headers: { [ownerHeader]: owner } })).catch(() => undefined);
    return bytes;
  }

  /** Deletes the owner's files that are not among `kept`: those of its former versions. */
  async prune(owner: string, kept: readonly ContentFile[]): Promise<void> {
    const cache = await this.#open();
    if (!cache) return;
    const hashes = new Set(kept.map((file) => new URL(keyOf(file.sha256), 'http://cache').pathname));
    for (const request of await cache.keys()) {
      const { pathname } = new URL(request.url);
      if (hashes.has(pathname)) continue;
      const response = await cache.match(request);
      if (response?.headers.get(ownerHeader) === owner) await cache.delete(request);
    }
  }

  /**
   * A small file that may change, such as a manifest: from the network, and from the cache where the network fails.
   *
   * @throws Error when it can be had from neither
   */
  async latestText(url: string): Promise<string> {
    const cache = await this.#open();
    let failure: string;
    try {
      const response = await this.#sources.fetch(url);
      if (response.ok) {
        await cache?.put(url, response.clone()).catch(() => undefined);
        return await response.text();
      }
      failure = `the server answered ${response.status}`;
    } catch {
      failure = 'no connection';
    }
    const cached = await cache?.match(url);
    if (cached) return cached.text();
    throw new Error(`${url} could not be loaded: ${failure}.`);
  }

  async #download(
    file: ContentFile,
    onBytes: (count: number) => void,
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    let response: Response;
    try {
      response = await this.#sources.fetch(file.url, signal);
    } catch {
      throw new Error(`${file.url} could not be loaded: no connection. Check the network and try again.`);
    }
    if (!response.ok || !response.body) {
      throw new Error(`${file.url} could not be loaded: the server answered ${response.status}.`);
    }
    const bytes = new Uint8Array(file.size);
    let received = 0;
    const reader = response.body.getReader();
    for (;;) {
      const chunk = await reader.read().catch(() => {
        throw new Error(
          `${file.url}: the connection broke after ${received} of ${file.size} bytes. Try again.`,
        );
      });
      if (chunk.done) break;
      if (received + chunk.value.byteLength > file.size) {
        await reader.cancel();
        throw new Error(`${file.url} is longer than the ${file.size} bytes that the manifest states.`);
      }
      bytes.set(chunk.value, received);
      received += chunk.value.byteLength;
      onBytes(chunk.value.byteLength);
    }
    if (received < file.size) {
      throw new Error(
        `${file.url} is truncated: ${received} of ${file.size} bytes came. Upload the file again.`,
      );
    }
    return bytes;
  }

  async #isContent(bytes: Uint8Array<ArrayBuffer>, file: ContentFile): Promise<boolean> {
    if (bytes.byteLength !== file.size) return false;
    if (!this.#sources.subtle) return true;
    const digest = new Uint8Array(await this.#sources.subtle.digest('SHA-256', bytes));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') === file.sha256;
  }

  async #open(): Promise<Cache | undefined> {
    // Some browsers offer the object and refuse its use (private windows, blocked storage).
    return this.#sources.caches?.open(cacheName).catch(() => undefined);
  }
}

function keyOf(sha256: string): string {
  return `/content/${sha256}`;
}
