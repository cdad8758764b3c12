import { createHash, webcrypto } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { ContentCache, type ContentFile } from './content-cache';
import { FakeCaches } from './testing';

const bytes = new Uint8Array(1000).map((_, i) => i % 251);
const sha256 = createHash('sha256').update(bytes).digest('hex');
const file: ContentFile = { url: 'http://host/model/weights.bin', size: bytes.length, sha256 };

let caches: FakeCaches;
let requests: string[];
let serve: (url: string) => Response;

beforeEach(() => {
  caches = new FakeCaches();
  requests = [];
  serve = () => new Response(bytes);
});

function open(parts: { caches?: boolean; subtle?: boolean } = {}) {
  return new ContentCache({
    fetch: async (url) => {
      requests.push(url);
      return serve(url);
    },
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
    await caches.damage();
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
  ])('refuses %s, and does not keep it', async (_, answer, reason) => {
    serve = answer;
    await expect(open().bytes(file, 'model', () => undefined)).rejects.toThrow(reason);
    serve = () => new Response(bytes);
    expect(await open().bytes(file, 'model', () => undefined)).toEqual(bytes);
  });

  it('says so when the network fails, or breaks off', async () => {
    serve = () => {
      throw new TypeError('Failed to fetch');
    };
    await expect(open().bytes(file, 'model', () => undefined)).rejects.toThrow('no connection');
    serve = () => {
      let sent = false;
      return new Response(
        new ReadableStream({
          pull(controller) {
            if (sent) controller.error(new TypeError('network error'));
            else controller.enqueue(bytes.slice(0, 10));
            sent = true;
          },
        }),
      );
    };
    await expect(open().bytes(file, 'model', () => undefined)).rejects.toThrow(
      'broke after 10 of 1000 bytes',
    );
  });

  it('checks the size alone where the browser gives no hashes', async () => {
    serve = () => new Response(new Uint8Array(1000));
    await expect(open({ subtle: false }).bytes(file, 'model', () => undefined)).resolves.toHaveLength(1000);
    serve = () => new Response(new Uint8Array(999));
    await expect(
      open({ subtle: false, caches: false }).bytes(file, 'model', () => undefined),
    ).rejects.toThrow('truncated');
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

  it('prefers the network, and falls back to what it last answered', async () => {
    serve = () => new Response('one');
    expect(await open().latestText(url)).toBe('one');
    serve = () => new Response('two');
    expect(await open().latestText(url)).toBe('two');
    serve = () => new Response('busy', { status: 503 });
    expect(await open().latestText(url)).toBe('two');
    serve = () => {
      throw new TypeError('Failed to fetch');
    };
    expect(await open().latestText(url)).toBe('two');
  });

  it('says what failed where there is nothing to fall back to', async () => {
    serve = () => new Response('', { status: 404 });
    await expect(open().latestText(url)).rejects.toThrow('the server answered 404');
  });
});
