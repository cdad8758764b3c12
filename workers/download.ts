import { FileFault } from './file-fault';

/** A file whose content is known before it is fetched. */
export interface ContentFile {
  readonly url: string;
  /** Bytes. */
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface DownloadOptions {
  readonly fetch: Fetch;
  /** 'reload' goes past the HTTP cache, which keeps a damaged answer for as long as its headers say. */
  readonly cache: RequestCache;
  /** Bytes of the file that came before: the host is asked for the rest. */
  readonly start: Uint8Array;
  /** Milliseconds without a byte after which the download counts as standing still. */
  readonly stallLimit: number;
  /** Told the bytes that have come since it was last called; negative where what had come has to come again. */
  readonly onBytes: (count: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Thrown where a download ends early: what came can be gone on from. */
export class Interrupted extends FileFault {
  constructor(
    message: string,
    readonly bytes: Uint8Array<ArrayBuffer>,
    /** Whether asking at once for the rest may help. */
    readonly resumable: boolean,
  ) {
    super(message);
  }
}

/** Thrown where a host answers with something else than the file. */
export class WrongAnswer extends FileFault {}

/**
 * Fetches a file's bytes; their hash is the caller's to check.
 *
 * @throws Interrupted, WrongAnswer; FileFault where there is no connection
 */
export async function download(
  file: ContentFile,
  options: DownloadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { fetch, cache, start, stallLimit, onBytes, signal } = options;
  const bytes = new Uint8Array(file.size);
  bytes.set(start);
  let received = start.byteLength;
  onBytes(received);
  const stall = new StallTimer(stallLimit);
  const interrupted = () => {
    const known = bytes.slice(0, received);
    if (signal?.aborted) return new Interrupted(`${file.url}: the download was ended.`, known, false);
    if (stall.signal.aborted) {
      const seconds = stallLimit / 1000;
      return new Interrupted(
        `${file.url} stands still: ${received} of ${file.size} bytes are here, and nothing came for ${seconds} seconds. ` +
          'Trying again goes on from there.',
        known,
        false,
      );
    }
    return received === 0
      ? new FileFault(`${file.url} could not be loaded: no connection. Check the network and try again.`)
      : new Interrupted(
          `${file.url}: the connection broke after ${received} of ${file.size} bytes. Trying again goes on from there.`,
          known,
          true,
        );
  };
  try {
    const response = await fetch(addressOf(file), {
      cache,
      signal: signal ? AbortSignal.any([signal, stall.signal]) : stall.signal,
      headers: received > 0 ? { Range: `bytes=${received}-` } : {},
    }).catch(() => {
      throw interrupted();
    });
    if (!response.ok || !response.body) {
      throw new WrongAnswer(`${file.url} could not be loaded: the server answered ${response.status}.`);
    }
    if (!goesOn(response, received)) {
      onBytes(-received);
      received = 0;
    }
    const reader = response.body.getReader();
    for (;;) {
      stall.restart();
      const chunk = await reader.read().catch(() => {
        throw interrupted();
      });
      if (chunk.done) break;
      if (received + chunk.value.byteLength > file.size) {
        await reader.cancel();
        throw new WrongAnswer(`${file.url} is longer than the ${file.size} bytes that the manifest states.`);
      }
      bytes.set(chunk.value, received);
      received += chunk.value.byteLength;
      onBytes(chunk.value.byteLength);
    }
    if (received < file.size) {
      throw new WrongAnswer(
        `${file.url} is truncated: ${received} of ${file.size} bytes came. Upload the file again.`,
      );
    }
    return bytes;
  } catch (error) {
    // Whoever counts counts what is still to come.
    onBytes(-received);
    throw error;
  } finally {
    stall.stop();
  }
}

/** With the content in it: a new version has another address, whatever caches on the way think of the old one. */
function addressOf({ url, sha256 }: ContentFile): string {
  return `${url}?sha256=${sha256.slice(0, 16)}`;
}

/** Whether the answer begins at the byte that was asked for; a host that knows no ranges sends the whole file. */
function goesOn(response: Response, from: number): boolean {
  return (
    response.status === 206 && response.headers.get('Content-Range')?.startsWith(`bytes ${from}-`) === true
  );
}

/** Aborts its signal when it has not been restarted for a while. */
export class StallTimer {
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param limit milliseconds */
  constructor(private readonly limit: number) {
    this.restart();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  restart(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(), this.limit);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
