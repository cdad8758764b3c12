import { createHash, webcrypto } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { ContentCache, type ContentFile } from './content-cache';
import { FakeCaches } from './testing/fake-caches';

const bytes = new Uint8Array(1000).map((_, i) => i % 251);
const sha256 = createHash('sha256').update(bytes).digest('hex');
const file: ContentFile = { url: 'http://host/model/weights.bin', size: bytes.length, sha256 };

let caches: FakeCaches;
let requests: string[];
let inits: RequestInit[];
let serve: (url: string, init: RequestInit) => Response | Promise<Response>;

beforeEach(() => {
  caches = new FakeCaches();
  requests = [];
  inits = [];
  serve = () => new Response(bytes);
});

function open(parts: { caches?: boolean; subtle?: boolean } = {}) {
  return new ContentCache({
    fetch: async (url, init) => {
      requests.push(url.replace(/\?.*/, ''));
      inits.push(init);
      return serve(url, init);
    },
    origin: 'http://host',
    stallLimit: 50,
    caches: parts.caches === false ? undefined : caches.asStorage(),
    subtle: parts.subtle === false ? undefined : (webcrypto.subtle as SubtleCrypto),
  });
}

describe('ContentCache.bytes', () => {
  it('fetches once and counts every byte each time', async () => {
    const counts: number[] = [];
    for (let visit = 0; visit < 2; visit++) {
      let count = 0;
      expect(await open().bytes(file, 'model', (n) => (count += n))).toEqual(bytes);
      counts.push(count);
    }
    expect(counts).toEqual([1000, 1000]);
    expect(requests).toEqual([file.url]);
  });

  it('finds a file by its content, whatever its address', async () => {
    await open().bytes(file, 'model', () => undefined);
    await open().bytes({ ...file, url: 'http://host/elsewhere' }, 'model', () => undefined);
    expect(requests).toHaveLength(1);
  });

  it('fetches again what the cache holds damaged', async () => {
    await open().bytes(file, 'model', () => undefined);
    caches.damage();
    expect(await open().bytes(file, 'model', () => undefined)).toEqual(bytes);
    expect(requests).toHaveLength(2);
  });

  it('works without a cache, and with one that refuses', async () => {
    expect(await open({ caches: false }).bytes(file, 'model', () => undefined)).toEqual(bytes);
    caches.refuses = true;
    expect(await open().bytes(file, 'model', () => undefined)).toEqual(bytes);
    expect(requests).toHaveLength(2);
  });

  it.each([
    ['a truncated file', () => new Response(bytes.slice(0, 400)), 'truncated: 400 of 1000 bytes'],
    ['a longer file', () => new Response(new Uint8Array(1001)), 'longer than the 1000 bytes'],
    ['another file', () => new Response(new Uint8Array(1000)), 'SHA-256 differs'],
    ['a missing file', () => new Response('', { status: 404 }), 'the server answered 404'],
  ] as const)('refuses %s, and does not keep it', async (_, answer, reason) => {
    serve = answer;
    await expect(open().bytes(file, 'model', () => undefined)).rejects.toThrow(reason);
    serve = () => new Response(bytes);
    expect(await open().bytes(file, 'model', () => undefined)).toEqual(bytes);
  });

  it('says so when the network fails', async () => {
    serve = () => {
      throw new TypeError('Failed to fetch');
    };
    await expect(open().bytes(file, 'model', () => undefined)).rejects.toThrow('no connection');
  });

  it('asks past the HTTP cache for what came with another hash', async () => {
    // A cache on the way that holds a damaged answer, and keeps it for a year.
    serve = (_url, { cache }) => new Response(cache === 'reload' ? bytes : new Uint8Array(1000));
    let count = 0;
    expect(await open().bytes(file, 'model', (n) => (count += n))).toEqual(bytes);
    expect(inits.map(({ cache }) => cache)).toEqual(['default', 'reload']);
    expect(count).toBe(1000);
  });

  it('asks at an address that names the content, which a new version has another of', async () => {
    const asked: string[] = [];
    serve = (url) => {
      asked.push(url);
      return new Response(bytes);
    };
    await open().bytes(file, 'model', () => undefined);
    expect(asked).toEqual([`${file.url}?sha256=${sha256.slice(0, 16)}`]);
  });

  /** A host that sends at most so many bytes of what it is asked for, and then breaks off, or says nothing more. */
  function sending(most: number, then: 'break' | 'silence', ranges: string[]) {
    return (_url: string, { headers, signal }: RequestInit) => {
      const range = (headers as Record<string, string>)['Range'] ?? '';
      ranges.push(range);
      const start = Number(/\d+/.exec(range)?.[0] ?? 0);
      let sent = false;
      const body = new ReadableStream({
        start: (controller) =>
          signal?.addEventListener('abort', () =>
            controller.error(new DOMException('aborted', 'AbortError')),
          ),
        pull(controller) {
          if (!sent) controller.enqueue(bytes.slice(start, start + most));
          else if (then === 'break') controller.error(new TypeError('network error'));
          else return new Promise<void>(() => undefined);
          sent = true;
          if (start + most >= bytes.length) controller.close();
          return undefined;
        },
      });
      const part = { status: 206, headers: { 'Content-Range': `bytes ${start}-999/1000` } };
      return new Response(body, start > 0 ? part : {});
    };
  }

  it('goes on where a connection broke', async () => {
    const ranges: string[] = [];
    serve = sending(400, 'break', ranges);
    let count = 0;
    expect(await open().bytes(file, 'model', (n) => (count += n))).toEqual(bytes);
    expect(ranges).toEqual(['', 'bytes=400-', 'bytes=800-']);
    expect(count).toBe(1000);
  });

  it('says so when it breaks off over and over', async () => {
    serve = sending(10, 'break', []);
    await expect(open().bytes(file, 'model', () => undefined)).rejects.toThrow(
      'broke after 40 of 1000 bytes',
    );
  });

  it('gives up a download that stands still, and goes on from there in another visit', async () => {
    const ranges: string[] = [];
    serve = sending(600, 'silence', ranges);
    await expect(open().bytes(file, 'model', () => undefined)).rejects.toThrow(
      /stands still: 600 of 1000 bytes are here/,
    );
    expect(await open().bytes(file, 'model', () => undefined)).toEqual(bytes);
    expect(ranges).toEqual(['', 'bytes=600-']);
  });

  it('begins again where the part that is here is of another version', async () => {
    serve = sending(600, 'silence', []);
    await expect(open().bytes(file, 'model', () => undefined)).rejects.toThrow('stands still');
    caches.damage();
    serve = (_url, init) =>
      new Headers(init.headers).has('Range')
        ? new Response(bytes.slice(600), { status: 206, headers: { 'Content-Range': 'bytes 600-999/1000' } })
        : new Response(bytes);
    expect(await open().bytes(file, 'model', () => undefined)).toEqual(bytes);
  });

  it('takes the whole file from a host that knows no ranges', async () => {
    serve = sending(600, 'silence', []);
    await expect(open().bytes(file, 'model', () => undefined)).rejects.toThrow('stands still');
    serve = () => new Response(bytes);
    let count = 0;
    expect(await open().bytes(file, 'model', (n) => (count += n))).toEqual(bytes);
    expect(count).toBe(1000);
  });

  it('checks hashes where the browser offers none too', async () => {
    serve = () => new Response(new Uint8Array(1000));
    await expect(open({ subtle: false }).bytes(file, 'model', () => undefined)).rejects.toThrow(
      'SHA-256 differs',
    );
    serve = () => new Response(bytes);
    expect(await open({ subtle: false }).bytes(file, 'model', () => undefined)).toEqual(bytes);
  });

  it('says how much found no room, and works all the same', async () => {
    caches.isFull = true;
    const cache = open();
    expect(await cache.bytes(file, 'model', () => undefined)).toEqual(bytes);
    expect(await cache.keeping()).toEqual({ kind: 'full', needed: 1000 });
    caches.isFull = false;
    await cache.bytes(file, 'model', () => undefined);
    expect(await cache.keeping()).toEqual({ kind: 'kept' });
    expect(await open({ caches: false }).keeping()).toEqual({ kind: 'unavailable' });
  });

  it('brings nothing back of what was deleted while it came, and says that it is not kept', async () => {
    serve = async () => {
      for (const name of await caches.asStorage().keys()) await caches.asStorage().delete(name);
      return new Response(bytes);
    };
    const cache = open();
    expect(await cache.bytes(file, 'model', () => undefined)).toEqual(bytes);
    await cache.keepText('http://host/model/manifest.json', 'one');
    expect(await cache.keeping()).toEqual({ kind: 'deleted' });
    expect(await caches.asStorage().keys()).toEqual([]);
    serve = () => new Response(bytes);
    const next = open();
    await next.bytes(file, 'model', () => undefined);
    expect(await next.keeping()).toEqual({ kind: 'kept' });
  });
});

describe('ContentCache.prune', () => {
  it("deletes the owner's former files, and nobody else's", async () => {
    const other = new Uint8Array([1, 2, 3]);
    const former: ContentFile = {
      url: 'http://host/model/old.bin',
      size: 3,
      sha256: createHash('sha256').update(other).digest('hex'),
    };
    const cache = open();
    await cache.bytes(file, 'model', () => undefined);
    serve = () => new Response(other);
    await cache.bytes(former, 'model', () => undefined);
    await cache.prune('runtime', []);
    await cache.prune('model', [file]);
    requests = [];
    await cache.bytes(former, 'model', () => undefined);
    await cache.bytes(file, 'model', () => undefined);
    expect(requests).toEqual([former.url]);
  });
});

describe('ContentCache.latestText', () => {
  const url = 'http://host/model/manifest.json';

  it('asks the host itself, each time', async () => {
    serve = () => new Response('one');
    expect(await open().latestText(url)).toBe('one');
    serve = () => new Response('two');
    expect(await open().latestText(url)).toBe('two');
    expect(inits.map(({ cache }) => cache)).toEqual(['reload', 'reload']);
  });

  it('says what failed', async () => {
    serve = () => new Response('', { status: 404 });
    await expect(open().latestText(url)).rejects.toThrow('the server answered 404');
    serve = () => {
      throw new TypeError('Failed to fetch');
    };
    await expect(open().latestText(url)).rejects.toThrow('no connection');
    serve = (_url, { signal }) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))));
    await expect(open().latestText(url)).rejects.toThrow('did not answer');
  });

  it('keeps a text apart from asking for it', async () => {
    expect(await open().keptText(url)).toBeNull();
    await open().keepText(url, 'one');
    expect(await open().keptText(url)).toBe('one');
  });
});
