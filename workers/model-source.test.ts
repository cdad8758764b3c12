import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ModelManifest } from '../core/model/manifest';
import { ContentCache } from './content-cache';
import { chooseManifest, keepUpToDate } from './model-source';
import { FakeCaches } from './testing/fake-caches';

const base = 'http://host/models/x/';
const paths = {
  forward: 'forward.onnx',
  forwardInteger: 'forward-integer.onnx',
  gradient: 'gradient.onnx',
  weights: 'weights.bin',
  tokenizer: 'tokenizer.json',
  tokenizerConfig: 'tokenizer_config.json',
  config: 'config.json',
  golden: 'golden.json',
  background: 'background.json',
};

/** A model's folder, whose files hold the version's name and their own. */
function folder(version: string, format = 1): Map<string, string> {
  const files = new Map<string, string>(Object.values(paths).map((path) => [path, `${version} ${path}`]));
  const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
  const manifest = {
    format,
    version,
    name: 'x',
    classes: ['a', 'b'],
    maxTokens: 8,
    embeddingSize: 1,
    vocabularySize: 3,
    temperature: 1,
    wordEmbeddings: { offset: 0, dataType: 'float32' },
    files: paths,
    sizes: Object.fromEntries([...files].map(([path, text]) => [path, text.length])),
    hashes: Object.fromEntries([...files].map(([path, text]) => [path, hashOf(text)])),
  };
  return files.set('manifest.json', JSON.stringify(manifest));
}

let caches: FakeCaches;
let host: Map<string, string> | null;
let asked: string[];

beforeEach(() => {
  caches = new FakeCaches();
  host = folder('one');
  asked = [];
});

const cache = () =>
  new ContentCache({
    fetch: async (url) => {
      const path = new URL(url).pathname.slice('/models/x/'.length);
      asked.push(path);
      if (!host) throw new TypeError('Failed to fetch');
      const text = host.get(path);
      return text === undefined ? new Response('', { status: 404 }) : new Response(text);
    },
    origin: 'http://host',
    caches: caches.asStorage(),
    stallLimit: 1000,
  });

/** Opens the model as a visit does. */
async function visit() {
  const chosen = await chooseManifest(cache(), base, 'wasm');
  const newer = await keepUpToDate(cache(), base, chosen);
  return { version: chosen.manifest.version, kept: chosen.kept, newer };
}

describe('a model on a host', () => {
  it('comes from the host first, and is kept for every backend', async () => {
    expect(await visit()).toEqual({ version: 'one', kept: false, newer: null });
    expect(asked.filter((path) => path.startsWith('forward')).sort()).toEqual([
      'forward-integer.onnx',
      'forward.onnx',
    ]);
  });

  it('opens from what is kept without a word from the host', async () => {
    await visit();
    host = null;
    asked = [];
    for (const backend of ['webgpu', 'wasm'] as const) {
      expect((await chooseManifest(cache(), base, backend)).kept).toBe(true);
    }
    expect(asked).toEqual([]);
  });

  it('is kept anew behind the reader, and opened the next time', async () => {
    await visit();
    host = folder('two');
    expect(await visit()).toEqual({ version: 'one', kept: true, newer: 'model' });
    host = null;
    expect((await chooseManifest(cache(), base, 'wasm')).manifest.version).toBe('two');
  });

  it('stays as it was kept while the host replaces only a part of it', async () => {
    await visit();
    host = folder('two').set('weights.bin', 'still one');
    await expect(visit()).rejects.toThrow('weights.bin');
    expect((await chooseManifest(cache(), base, 'wasm')).manifest.version).toBe('one');
  });

  it('stays as it was kept when the host has one for a newer page', async () => {
    await visit();
    host = folder('two', 2);
    expect(await visit()).toEqual({ version: 'one', kept: true, newer: 'page' });
    expect((await chooseManifest(cache(), base, 'wasm')).manifest.version).toBe('one');
  });

  it('is asked for again where a part of what was kept is gone', async () => {
    await visit();
    const opened = await caches.asStorage().open('albert-lens-content');
    for (const { url } of await opened.keys()) if (url.includes('/content/')) await opened.delete(url);
    host = folder('two');
    expect(await visit()).toMatchObject({ version: 'two', kept: false });
  });

  it('is kept anew too where what another backend needs of the old one is gone', async () => {
    await visit();
    const { hashes } = JSON.parse(folder('one').get('manifest.json')!) as ModelManifest;
    const opened = await caches.asStorage().open('albert-lens-content');
    await opened.delete(`http://host/content/${hashes['forward.onnx']}`);
    host = folder('two');
    expect(await visit()).toEqual({ version: 'one', kept: true, newer: 'model' });
  });

  it('is not kept by a manifest alone: a first visit that breaks off leaves none', async () => {
    host?.delete('weights.bin');
    await expect(visit()).rejects.toThrow('404');
    expect(await cache().keptText(`${base}manifest.json`)).toBeNull();
  });
});
