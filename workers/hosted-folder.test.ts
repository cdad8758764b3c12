import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { architectureFolder } from '../test/architectures';
import type { Fetch } from './download';
import { fetchHosted, lookAtHosted } from './hosted-folder';

const base = 'http://host/models/mine/';

/** What the host has: text or bytes, and for how large it says that it is. */
type Host = Map<
  string,
  { readonly content: Uint8Array<ArrayBuffer> | string; readonly length?: number | null }
>;

let roberta: Map<string, Uint8Array<ArrayBuffer>>;
beforeAll(async () => {
  const folder = architectureFolder('roberta');
  const files = await readdir(folder);
  roberta = new Map(
    await Promise.all(
      // What peers answered is no part of the model.
      files
        .filter((file) => file !== 'golden.json')
        .map(async (file) => [file, new Uint8Array(await readFile(join(folder, file)))] as const),
    ),
  );
});

const hostOf = (files: Iterable<readonly [string, Uint8Array<ArrayBuffer> | string]>): Host =>
  new Map([...files].map(([path, content]) => [path, { content }]));

/** A host that lists nothing, and has a page for every address where it is told to. */
function fetchFrom(host: Host, { pageForAll = false } = {}): { fetch: Fetch; asked: string[] } {
  const asked: string[] = [];
  const fetch: Fetch = (url, { method = 'GET' }) => {
    const path = url.slice(base.length);
    asked.push(`${method} ${path}`);
    const file = host.get(path);
    if (!file) {
      const page = new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } });
      return Promise.resolve(pageForAll ? page : new Response(null, { status: 404 }));
    }
    const { content, length = content.length } = file;
    const headers = length === null ? {} : { 'Content-Length': String(length) };
    return Promise.resolve(new Response(method === 'HEAD' ? null : content, { headers }));
  };
  return { fetch, asked };
}

const readable = () => Promise.resolve();

describe('a folder of the host', () => {
  it.each([false, true])(
    'in the Hugging Face form is told by its files, page for all: %s',
    async (pageForAll) => {
      const { fetch, asked } = fetchFrom(hostOf(roberta), { pageForAll });
      const folder = await lookAtHosted(base, fetch);
      expect(folder).toEqual({
        base,
        name: 'mine',
        kind: 'checkpoint',
        bytes: roberta.get('model.safetensors')!.length,
        description: ['config.json', 'tokenizer.json', 'tokenizer_config.json'],
        weights: ['model.safetensors'],
      });
      expect(asked.filter((one) => one.startsWith('GET'))).toEqual(['GET manifest.json', 'GET config.json']);
      let received = 0;
      const fetched = await fetchHosted(folder!, fetch, readable, (count) => (received += count));
      expect(received).toBe(folder!.bytes);
      expect([fetched.name, fetched.kind, [...fetched.files.keys()].sort()]).toEqual([
        'mine',
        'checkpoint',
        [...roberta.keys()].sort(),
      ]);
      for (const [path, bytes] of roberta)
        expect(
          Buffer.compare(new Uint8Array(await fetched.files.get(path)!.arrayBuffer()), bytes),
          path,
        ).toBe(0);
    },
  );

  it('may have its weights in shards', async () => {
    const { 'model.safetensors': weights, ...others } = Object.fromEntries(roberta);
    const index = JSON.stringify({ weight_map: { a: 'a.safetensors', b: 'b.safetensors' } });
    const host = hostOf([
      ...Object.entries(others),
      ['model.safetensors.index.json', index],
      ['a.safetensors', weights!],
      ['b.safetensors', 'xyz'],
    ]);
    const folder = await lookAtHosted(base, fetchFrom(host).fetch);
    expect(folder).toMatchObject({
      bytes: weights!.length + 3,
      weights: ['a.safetensors', 'b.safetensors'],
    });
    expect(folder!.description).toContain('model.safetensors.index.json');
    host.delete('b.safetensors');
    await expect(lookAtHosted(base, fetchFrom(host).fetch)).rejects.toThrow(
      'mine has no b.safetensors, which model.safetensors.index.json names',
    );
  });

  it('may be one as transformers.js runs it, of which the smallest file is taken', async () => {
    const host = hostOf([
      ['config.json', '{}'],
      ['tokenizer.json', '{}'],
      ['onnx/model.onnx', 'largest'],
      ['onnx/model_int8.onnx', 'small'],
      ['onnx/model_int8.onnx_data', 'more'],
    ]);
    expect(await lookAtHosted(base, fetchFrom(host).fetch)).toMatchObject({
      kind: 'onnx',
      bytes: 9,
      weights: ['onnx/model_int8.onnx', 'onnx/model_int8.onnx_data'],
    });
  });

  it('runs by its ONNX file where its weights cannot be converted', async () => {
    const { 'config.json': config, ...others } = Object.fromEntries(roberta);
    const unknown = { ...(JSON.parse(new TextDecoder().decode(config)) as object), model_type: 'deberta-v2' };
    const host = hostOf([
      ...Object.entries(others),
      ['config.json', JSON.stringify(unknown)],
      ['model.onnx', 'graph'],
    ]);
    expect(await lookAtHosted(base, fetchFrom(host).fetch)).toMatchObject({
      kind: 'onnx',
      bytes: 5,
      weights: ['model.onnx'],
    });
    host.set('model.onnx', { content: 'x', length: 1_900_000_000 });
    await expect(lookAtHosted(base, fetchFrom(host).fetch)).rejects.toThrow(
      /^mine has 1\.9 GB of weights in ONNX/,
    );
    host.delete('model.onnx');
    expect(await lookAtHosted(base, fetchFrom(host).fetch)).toMatchObject({ kind: 'checkpoint' });
  });

  it('is nothing to be asked about where it holds no model, or the host does not answer', async () => {
    expect(await lookAtHosted(base, fetchFrom(new Map(), { pageForAll: true }).fetch)).toBeNull();
    expect(await lookAtHosted(base, () => Promise.reject(new TypeError('Failed to fetch')))).toBeNull();
    // It has a config.json beside a manifest.json that it cannot give now.
    const { fetch, asked } = fetchFrom(hostOf(roberta));
    const busy: Fetch = (url, init) =>
      url.endsWith('manifest.json')
        ? Promise.resolve(new Response('Try later', { status: 503 }))
        : fetch(url, init);
    expect(await lookAtHosted(base, busy)).toBeNull();
    expect(asked).toEqual([]);
    // What is wrong with a manifest says who loads the model.
    expect(await lookAtHosted(base, fetchFrom(hostOf([['manifest.json', '{}']])).fetch)).toBeNull();
  });

  it.each(['manifest.json', 'config.json', 'model.safetensors'])(
    'is told where the host accepts and never answers, for %s',
    async (file) => {
      vi.useFakeTimers();
      onTestFinished(() => void vi.useRealTimers());
      const { fetch } = fetchFrom(hostOf(roberta));
      let isAsked = false;
      const silent: Fetch = (url, init) => {
        if (!url.endsWith(file)) return fetch(url, init);
        isAsked = true;
        return new Promise((_, reject) =>
          init.signal!.addEventListener('abort', () => reject(init.signal!.reason as Error)),
        );
      };
      const looking = expect(lookAtHosted(base, silent)).rejects.toThrow(
        `${file} could not be loaded: the server did not answer for 20 seconds. Try again.`,
      );
      await expect.poll(() => isAsked).toBe(true);
      await vi.advanceTimersByTimeAsync(21_000);
      await looking;
    },
  );

  it('is not said to lack what the host cannot give now', async () => {
    const { fetch } = fetchFrom(hostOf(roberta));
    const busy: Fetch = (url, init) =>
      url.endsWith('model.safetensors')
        ? Promise.resolve(new Response(null, { status: 503 }))
        : fetch(url, init);
    const folder = (await lookAtHosted(base, busy))!;
    expect(folder).toMatchObject({ bytes: null, weights: ['model.safetensors'] });
    await expect(fetchHosted(folder, busy, readable, () => undefined)).rejects.toThrow(
      'model.safetensors could not be loaded: the server answered 503.',
    );
  });

  it('is refused before its weights are asked for where they are too large, or only Python reads them', async () => {
    const host = hostOf(roberta);
    host.set('model.safetensors', { content: 'x', length: 600_000_001 });
    const { fetch, asked } = fetchFrom(host);
    await expect(lookAtHosted(base, fetch)).rejects.toThrow(/^mine has 601 MB of weights.*npm run export/);
    expect(asked).not.toContain('GET model.safetensors');
    host.delete('model.safetensors');
    host.set('pytorch_model.bin', { content: 'x' });
    await expect(lookAtHosted(base, fetchFrom(host).fetch)).rejects.toThrow(
      /^mine has pytorch_model\.bin but no model\.safetensors/,
    );
  });

  it('is held to the limit while it comes where the host does not say how large it is', async () => {
    const host = hostOf(roberta);
    host.set('model.safetensors', { content: 'x', length: null });
    const { fetch } = fetchFrom(host);
    const folder = (await lookAtHosted(base, fetch))!;
    expect(folder.bytes).toBeNull();
    const endless: Fetch = (url, init) => {
      if (!url.endsWith('.safetensors')) return fetch(url, init);
      const chunk = new Uint8Array(2 ** 24);
      const body = new ReadableStream({ pull: (controller) => controller.enqueue(chunk) });
      return Promise.resolve(new Response(body));
    };
    await expect(fetchHosted(folder, endless, readable, () => undefined)).rejects.toThrow(
      /^mine has 604 MB of weights/,
    );
  });

  it('is not downloaded where what describes it cannot be read', async () => {
    const { fetch, asked } = fetchFrom(hostOf(roberta));
    const folder = (await lookAtHosted(base, fetch))!;
    const refuse = vi.fn(() => Promise.reject(new Error('model_type is "gpt2"')));
    await expect(fetchHosted(folder, fetch, refuse, () => undefined)).rejects.toThrow('gpt2');
    expect(asked).not.toContain('GET model.safetensors');
  });

  it('says which file did not come', async () => {
    const host = hostOf(roberta);
    const folder = (await lookAtHosted(base, fetchFrom(host).fetch))!;
    host.delete('model.safetensors');
    await expect(fetchHosted(folder, fetchFrom(host).fetch, readable, () => undefined)).rejects.toThrow(
      `${base}model.safetensors could not be loaded: the server answered 404.`,
    );
    const broken: Fetch = (url, init) =>
      url.endsWith('.safetensors')
        ? Promise.resolve(new Response(new ReadableStream({ start: (c) => c.error(new Error('reset')) })))
        : fetchFrom(hostOf(roberta)).fetch(url, init);
    await expect(fetchHosted(folder, broken, readable, () => undefined)).rejects.toThrow(
      'the connection broke',
    );
  });
});
