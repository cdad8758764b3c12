import { shellPrefix } from './cache-names';
import { StallTimer } from './download';
import { sha256Of } from './sha256';

/** The page's own files, by path, with the SHA-256 (hexadecimal) that the build gave them; and a hash over them all. */
export interface ShellList {
  readonly version: string;
  readonly files: Readonly<Record<string, string>>;
}

export interface ShellSources {
  readonly caches: CacheStorage;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Milliseconds without a byte of any file after which the host counts as silent. */
  readonly stallLimit: number;
}

/** Thrown where files cannot be kept; `message` names them. */
class ShellIncomplete extends Error {
  override readonly name = 'ShellIncomplete';
}

const policyHeader = 'Content-Security-Policy';

/** Types as browsers want them, whatever the host calls its files. */
const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  webmanifest: 'application/manifest+json',
  json: 'application/json',
};

/**
 * The page's own files, kept by their content: one whose hash is not that of the build's list is neither kept nor given. A
 * host, or a network on the way, may answer with anything once (a portal's page, a cut file); kept, that would stay for ever.
 */
export class Shell {
  readonly #cacheName: string;

  /** @param scope URL of the page's folder, ending with a slash */
  constructor(
    private readonly list: ShellList,
    private readonly scope: string,
    private readonly sources: ShellSources,
  ) {
    this.#cacheName = shellPrefix + list.version;
  }

  /** Which of the page's files a URL names; null for anything else. */
  fileOf(url: string): string | null {
    const { origin, pathname } = new URL(url);
    const scope = new URL(this.scope);
    if (origin !== scope.origin || !pathname.startsWith(scope.pathname)) return null;
    const file = pathname.slice(scope.pathname.length) || 'index.html';
    return Object.hasOwn(this.list.files, file) ? file : null;
  }

  /**
   * Keeps every file; what was kept already, by this version or a former one, is not fetched again.
   *
   * @throws ShellIncomplete when one cannot be had as it should be; QuotaExceededError when storage is full
   */
  async install(): Promise<void> {
    // Opened once: what is deleted meanwhile is not brought back.
    const cache = await this.sources.caches.open(this.#cacheName);
    const stall = new StallTimer(this.sources.stallLimit);
    try {
      const wrong = await Promise.all(
        Object.keys(this.list.files).map(async (file) => {
          if (await this.#keptRight(cache, file)) return null;
          const right = await this.#fetchRight(file, stall);
          if (!right) return file;
          await cache.put(this.#urlOf(file), right());
          return null;
        }),
      );
      const names = wrong.filter((file) => file !== null);
      if (names.length > 0) throw new ShellIncomplete(whatIsWrong(names, stall.signal.aborted));
    } finally {
      stall.stop();
    }
  }

  /** Whether every file is kept. */
  async isWhole(): Promise<boolean> {
    const kept = new Set(((await (await this.#kept())?.keys()) ?? []).map(({ url }) => url));
    return Object.keys(this.list.files).every((file) => kept.has(this.#urlOf(file)));
  }

  /**
   * Fetches every file anew, and with it the policy that the host sends now. What the host does not give rightly stays as it
   * is kept: a computer without a network, or a slow one, loses nothing.
   *
   * @returns whether anything came
   */
  async renew(): Promise<boolean> {
    const cache = await this.sources.caches.open(this.#cacheName);
    const stall = new StallTimer(this.sources.stallLimit);
    try {
      const came = await Promise.all(
        Object.keys(this.list.files).map(async (file) => {
          const right = await this.#fetchRight(file, stall);
          if (right) await cache.put(this.#urlOf(file), right());
          return right !== null;
        }),
      );
      return came.includes(true);
    } finally {
      stall.stop();
    }
  }

  /** Forgets versions before the former one, whose tabs may still be open and load parts of it. */
  async forgetFormer(): Promise<void> {
    const names = (await this.sources.caches.keys()).filter((name) => name.startsWith(shellPrefix));
    const former = names.filter((name) => name !== this.#cacheName);
    for (const name of former.slice(0, -1)) await this.sources.caches.delete(name);
  }

  /**
   * A file as it is kept, with the policy that the host sent; else as the host has it, where that is right; null where it is
   * not. Nothing is kept here: a tab whose reader had all deleted would bring it back, file by file. What is kept and is not
   * right (a disk may damage it) is forgotten: the page then counts as not whole, and is made whole again.
   */
  async response(file: string): Promise<Response | null> {
    const cache = await this.#kept();
    const url = this.#urlOf(file);
    const kept = await cache?.match(url);
    if (kept) {
      const bytes = new Uint8Array(await kept.arrayBuffer());
      if (await this.#isRight(file, bytes)) return responseOf(file, bytes, kept.headers);
      await cache?.delete(url);
    }
    const stall = new StallTimer(this.sources.stallLimit);
    try {
      return (await this.#fetchRight(file, stall))?.() ?? null;
    } finally {
      stall.stop();
    }
  }

  /** A file of a former version, for tabs that were opened with it. */
  async formerResponse(url: string): Promise<Response | null> {
    return (await this.sources.caches.match(url)) ?? null;
  }

  async #keptRight(cache: Cache, file: string): Promise<boolean> {
    const url = this.#urlOf(file);
    const own = await cache.match(url);
    const kept = own ?? (await this.sources.caches.match(url));
    if (!kept) return false;
    const bytes = new Uint8Array(await kept.arrayBuffer());
    if (!(await this.#isRight(file, bytes))) return false;
    if (!own) await cache.put(url, responseOf(file, bytes, kept.headers));
    return true;
  }

  /** Makes responses of a file as the host has it; null where that is not the build's, or the host is silent. */
  async #fetchRight(file: string, stall: StallTimer): Promise<(() => Response) | null> {
    try {
      // Past the HTTP cache: it may hold a former version of a file without a hash in its name, or a damaged one.
      const answer = await this.sources.fetch(this.#urlOf(file), {
        cache: 'reload',
        credentials: 'same-origin',
        signal: stall.signal,
      });
      if (!answer.ok) return null;
      const bytes = await bytesOf(answer, stall);
      return (await this.#isRight(file, bytes)) ? () => responseOf(file, bytes, answer.headers) : null;
    } catch {
      return null;
    }
  }

  async #isRight(file: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
    return (await sha256Of(bytes, globalThis.crypto.subtle)) === this.list.files[file];
  }

  #urlOf(file: string): string {
    // Some hosts redirect index.html to its folder; a redirected answer opens no page.
    return new URL(file === 'index.html' ? './' : file, this.scope).href;
  }

  /** The cache where there is one: to open it would make it. */
  async #kept(): Promise<Cache | null> {
    const { caches } = this.sources;
    return (await caches.has(this.#cacheName)) ? caches.open(this.#cacheName) : null;
  }
}

function whatIsWrong(files: readonly string[], isSilent: boolean): string {
  const named =
    files.length > 3 ? `${files.slice(0, 3).join(', ')} and ${files.length - 3} more` : files.join(', ');
  return isSilent
    ? `the server stopped answering before ${named} had come`
    : `${named} did not come from the host as the build made ${files.length > 1 ? 'them' : 'it'}`;
}

/** What an answer holds; each piece of it is a sign of life. */
async function bytesOf(answer: Response, stall: StallTimer): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const reader = answer.body?.getReader();
  for (;;) {
    stall.restart();
    const piece = await reader?.read();
    if (!piece || piece.done) break;
    pieces.push(piece.value);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

/** A file with its type, and what policy the host gave it. */
function responseOf(file: string, bytes: Uint8Array<ArrayBuffer>, hosts: Headers): Response {
  const type = types[file.slice(file.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  const headers = new Headers({ 'Content-Type': type });
  const policy = hosts.get(policyHeader);
  if (policy) headers.set(policyHeader, policy);
  return new Response(bytes, { headers });
}
