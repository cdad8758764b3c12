import { contentCacheName } from './cache-names';
import { download, Interrupted, StallTimer, WrongAnswer, type ContentFile, type Fetch } from './download';
import { FileFault, NotKept } from './file-fault';
import { sha256Of } from './sha256';

export type { ContentFile } from './download';

/** What the cache needs from its surroundings; tests hand in their own. */
export interface ContentSources {
  /** null: the page is sealed, and may ask nobody. */
  readonly fetch: Fetch | null;
  /** Of the page: what is kept has addresses on it. */
  readonly origin: string;
  /** Absent where the browser offers no Cache Storage (an insecure address, some private windows). */
  readonly caches?: CacheStorage | undefined;
  /** Absent at insecure addresses. */
  readonly subtle?: SubtleCrypto | undefined;
  /** Milliseconds without a byte after which a download counts as standing still. */
  readonly stallLimit: number;
}

/** Whether what was loaded will be there without a network. */
export type Keeping =
  | { readonly kind: 'kept' }
  /** Storage is full: bytes that found no room. */
  | { readonly kind: 'full'; readonly needed: number }
  /** What was kept has been deleted since: by the reader, or with the site's data. */
  | { readonly kind: 'deleted' }
  /** The browser offers no storage here. */
  | { readonly kind: 'unavailable' };

const ownerHeader = 'x-content-owner';
/** Times that a download goes on by itself after the connection broke. */
const resumptions = 3;

/** @param sealed whether the page's policy lets it connect to nobody */
export function browserSources(sealed: boolean): ContentSources {
  return {
    fetch: sealed ? null : (url, init) => fetch(url, init),
    origin: self.location.origin,
    caches: globalThis.caches,
    subtle: globalThis.crypto.subtle,
    stallLimit: 20_000,
  };
}

/**
 * Fetches files and keeps them by content hash, so that a new version of one file costs that file alone. Nothing is used,
 * or kept, whose hash is not the one stated.
 */
export class ContentCache {
  readonly #sources: ContentSources;
  /** Sizes of what could not be kept, by hash. */
  readonly #noRoom = new Map<string, number>();
  /** Addresses of what was read from it or put into it whole. */
  readonly #held = new Set<string>();
  #cache: Promise<Cache | undefined> | null = null;

  constructor(sources: ContentSources) {
    this.#sources = sources;
  }

  /**
   * The file's bytes: from the cache, else fetched, checked and cached. A download that broke off, in this visit or
   * another, goes on where it stopped; one with other content is fetched once more past the HTTP cache.
   *
   * @param owner the model (or runtime) that the file belongs to; see `prune`
   * @param onBytes told the bytes that have come since it was last called
   * @param signal ends the download; a file that is cached already is not affected
   * @throws FileFault when the file cannot be fetched, or is another one than the manifest describes; NotKept
   */
  async bytes(
    file: ContentFile,
    owner: string,
    onBytes: (count: number) => void,
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const cache = await this.#open();
    const key = this.#keyOf('content', file);
    const cached = await matching(cache, key);
    if (cached) {
      const bytes = new Uint8Array(await cached.arrayBuffer());
      if (await this.#isContent(bytes, file)) {
        this.#held.add(key);
        onBytes(file.size);
        return bytes;
      }
      await forget(cache, key);
    }
    const bytes = await this.#fetchChecked(file, owner, onBytes, cache, signal);
    await this.#keep(cache, key, bytes, owner, file);
    await forget(cache, this.#keyOf('partial', file));
    return bytes;
  }

  /** Whether the cache holds the file; its content is checked when it is read. */
  async has(file: Pick<ContentFile, 'sha256'>): Promise<boolean> {
    const cache = await this.#open();
    return (await matching(cache, this.#keyOf('content', file))) !== undefined;
  }

  /** Whether all that went through this cache is kept. */
  async keeping(): Promise<Keeping> {
    if (!(await this.#open())) return { kind: 'unavailable' };
    const needed = [...this.#noRoom.values()].reduce((sum, size) => sum + size, 0);
    if (needed > 0) return { kind: 'full', needed };
    return { kind: (await this.#isThere()) ? 'kept' : 'deleted' };
  }

  /** Deletes the owner's files that are not among `kept`: those of its former versions. */
  async prune(owner: string, kept: readonly ContentFile[]): Promise<void> {
    const cache = await this.#open();
    if (!cache) return;
    const keys = new Set(
      kept.flatMap((file) => [this.#keyOf('content', file), this.#keyOf('partial', file)]),
    );
    for (const request of await cache.keys()) {
      if (keys.has(request.url)) continue;
      const response = await cache.match(request);
      if (response?.headers.get(ownerHeader) === owner) await cache.delete(request);
    }
  }

  /**
   * A small file without a stated hash, such as a manifest, as the host has it now.
   *
   * @throws FileFault when the host does not give it; NotKept
   */
  async latestText(url: string): Promise<string> {
    const { fetch, stallLimit } = this.#sources;
    if (!fetch) throw new NotKept(url);
    const stall = new StallTimer(stallLimit);
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, { cache: 'reload', signal: stall.signal });
      text = await response.text();
    } catch {
      const reason = stall.signal.aborted
        ? `the server did not answer for ${stallLimit / 1000} seconds. Try again.`
        : 'no connection. Check the network and try again.';
      throw new FileFault(`${url} could not be loaded: ${reason}`);
    } finally {
      stall.stop();
    }
    if (!response.ok)
      throw new FileFault(`${url} could not be loaded: the server answered ${response.status}.`);
    return text;
  }

  /** What `keepText` kept of a file; null where it did not. */
  async keptText(url: string): Promise<string | null> {
    const cache = await this.#open();
    return (await (await matching(cache, url))?.text()) ?? null;
  }

  async keepText(url: string, text: string): Promise<void> {
    await (await this.#open())?.put(url, new Response(text)).catch(() => undefined);
  }

  async #fetchChecked(
    file: ContentFile,
    owner: string,
    onBytes: (count: number) => void,
    cache: Cache | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { fetch, stallLimit } = this.#sources;
    if (!fetch) throw new NotKept(file.url);
    const start = await this.#partial(cache, file);
    const attempt = (from: Uint8Array, mode: RequestCache) =>
      download(file, { fetch, cache: mode, start: from, stallLimit, onBytes, signal });
    try {
      const bytes = await this.#goingOn((from) => attempt(from, 'default'), start);
      if (await this.#isContent(bytes, file)) return bytes;
      onBytes(-file.size);
    } catch (error) {
      if (error instanceof Interrupted) {
        await this.#keep(cache, this.#keyOf('partial', file), error.bytes, owner, file);
      }
      if (!(error instanceof WrongAnswer)) throw error;
    }
    // An HTTP cache on the way may hold what a host once answered by mistake.
    await forget(cache, this.#keyOf('partial', file));
    const bytes = await attempt(new Uint8Array(0), 'reload');
    if (await this.#isContent(bytes, file)) return bytes;
    throw new FileFault(
      `${file.url} is not the file that the manifest describes (its SHA-256 differs). ` +
        'Upload the whole folder again, or reload if it was being replaced just now.',
    );
  }

  /** Goes on by itself after a connection broke, as long as that brings more bytes. */
  async #goingOn(
    attempt: (start: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>,
    start: Uint8Array,
  ): Promise<Uint8Array<ArrayBuffer>> {
    let from = start;
    for (let times = 0; ; times++) {
      try {
        return await attempt(from);
      } catch (error) {
        const goOn = error instanceof Interrupted && error.resumable && error.bytes.length > from.length;
        if (!goOn || times === resumptions) throw error;
        from = error.bytes;
      }
    }
  }

  async #partial(cache: Cache | undefined, file: ContentFile): Promise<Uint8Array> {
    const kept = await matching(cache, this.#keyOf('partial', file));
    const bytes = kept ? new Uint8Array(await kept.arrayBuffer()) : new Uint8Array(0);
    return bytes.byteLength < file.size ? bytes : new Uint8Array(0);
  }

  async #keep(
    cache: Cache | undefined,
    key: string,
    bytes: Uint8Array<ArrayBuffer>,
    owner: string,
    file: ContentFile,
  ): Promise<void> {
    try {
      await cache?.put(key, new Response(bytes, { headers: { [ownerHeader]: owner } }));
      this.#noRoom.delete(file.sha256);
      if (key === this.#keyOf('content', file)) this.#held.add(key);
    } catch (error) {
      // Neither a full disk nor deleted storage may keep the model from running.
      if ((error as Error).name === 'QuotaExceededError') this.#noRoom.set(file.sha256, file.size);
      else this.#held.add(key);
    }
  }

  /** Whether all that this cache held is there for the next visit. */
  async #isThere(): Promise<boolean> {
    const { caches } = this.#sources;
    // To open a cache that is not there would make it.
    if (!caches || !(await caches.has(contentCacheName).catch(() => false))) return this.#held.size === 0;
    const now = await caches.open(contentCacheName);
    for (const key of this.#held) if (!(await matching(now, key))) return false;
    return true;
  }

  async #isContent(bytes: Uint8Array<ArrayBuffer>, file: ContentFile): Promise<boolean> {
    return bytes.byteLength === file.size && (await sha256Of(bytes, this.#sources.subtle)) === file.sha256;
  }

  /**
   * Opened once: what comes after the cache was deleted goes into the deleted one, and is gone with it. Opened anew, a
   * model that still loads would bring back what its reader had just deleted.
   */
  #open(): Promise<Cache | undefined> {
    // Some browsers offer the object and refuse its use (private windows, blocked storage).
    this.#cache ??= Promise.resolve(this.#sources.caches?.open(contentCacheName).catch(() => undefined));
    return this.#cache;
  }

  #keyOf(kind: 'content' | 'partial', { sha256 }: Pick<ContentFile, 'sha256'>): string {
    return `${this.#sources.origin}/${kind}/${sha256}`;
  }
}

/** An entry; none where the cache can no longer be read, since the site's data were cleared. */
function matching(cache: Cache | undefined, key: string): Promise<Response | undefined> {
  return cache?.match(key).catch(() => undefined) ?? Promise.resolve(undefined);
}

async function forget(cache: Cache | undefined, key: string): Promise<void> {
  await cache?.delete(key).catch(() => false);
}
