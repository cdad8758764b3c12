/** One hostile folder of each kind that was found. Node's reader and the reader of the page's workers get it. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostileFolder, type Changes } from '../../test/hostile-folder';
import { ContentCache, type ContentFile } from '../../workers/content-cache';
import { loadModelFiles } from '../../workers/model-files';
import { neededFiles, readManifest } from '../../workers/model-manifest';
import { openModel } from './open-model';

const tiny = resolve(import.meta.dirname, '../../test/fixtures/tiny-model');
type Json = Record<string, unknown>;

const set = (changes: Json) => (json: Json) => ({ ...json, ...changes });
const files = (changes: Json) => (json: Json) => ({
  ...json,
  files: { ...(json['files'] as Json), ...changes },
});
const sizes = (changes: Json) => (json: Json) => ({
  ...json,
  sizes: { ...(json['sizes'] as Json), ...changes },
});
const classes = (names: unknown) => ({ manifest: set({ classes: names }) });
const tolerance = (changes: Json) => ({
  golden: (json: Json) => ({ ...json, tolerance: { ...(json['tolerance'] as Json), ...changes } }),
});
const normalizer = (steps: unknown) => ({ tokenizer: set({ normalizer: steps }) });
const replace = (pattern: Json, content: string) => ({ type: 'Replace', pattern, content });
const flip = (content: Buffer) =>
  Buffer.from(content.map((byte, at) => (at === content.length >> 1 ? byte ^ 1 : byte)));

/** What somebody did to the folder, and what both readers must say about it. */
const kinds: readonly [kind: string, changes: Changes, message: RegExp][] = [
  ['no JSON', { manifest: () => '<!doctype html>' }, /manifest\.json.* holds no JSON/],
  ['a manifest that is a list', { manifest: () => [] }, /manifest\.json.* (format|it) /],
  ['no format', { manifest: set({ format: 'one' }) }, /manifest\.json: format has to be 1/],
  [
    'a file name that leaves the folder',
    { manifest: files({ weights: '../../weights.bin' }) },
    /files\.weights has to be the plain name of a file/,
  ],
  [
    'a file name that is an address',
    { manifest: files({ tokenizer: 'http://elsewhere/t.json' }) },
    /files\.tokenizer has to be the plain name/,
  ],
  [
    'a file name that is data',
    { manifest: files({ golden: 'data:application/json,{}' }) },
    /files\.golden has to be the plain name/,
  ],
  [
    'a file name that is a hidden one',
    { manifest: files({ config: '.npmrc' }) },
    /files\.config has to be the plain name/,
  ],
  [
    'no golden outputs',
    { manifest: (json) => ({ ...json, files: { ...(json['files'] as Json), golden: undefined } }) },
    /files\.golden is missing/,
  ],
  [
    'temperature 0',
    { manifest: set({ temperature: 0 }) },
    /temperature has to be a number from 0\.01 to 100, not 0/,
  ],
  ['a temperature that is none', { manifest: set({ temperature: null }) }, /temperature has to be a number/],
  ['no class names', { manifest: set({ classes: undefined }) }, /classes is missing/],
  ['two classes of one name', classes(['good', 'good', 'bad']), /classes has two classes called "good"/],
  [
    'two classes that look alike',
    classes(['good', 'good\u200b', 'bad']),
    /classes has two classes called "good/,
  ],
  ['class names that are numbers', classes([0, 1, 2]), /classes\.0 has to be a text/],
  [
    '5,000 classes',
    classes(Array.from({ length: 5000 }, (_, at) => `c${at}`)),
    /classes has to have 1 to 1000 entries, not 5000/,
  ],
  [
    'a class name of 300 characters',
    classes(['a', 'b', 'c'.repeat(300)]),
    /classes\.2 has to be a text of 1 to 100 characters/,
  ],
  [
    'a class name with control characters',
    classes(['a', 'b\u0007', 'c']),
    /classes\.1 has to be a text that can be read.*\\u\{?0*7/,
  ],
  [
    'a class name that turns the line round',
    classes(['a', '\u202egood', 'c']),
    /classes\.1 has to be a text that can be read.*\\u\{202e\}good/,
  ],
  [
    'swapped class names',
    classes(['positive', 'neutral', 'negative']),
    /classes are not those of config\.json/,
  ],
  ['maxTokens 0', { manifest: set({ maxTokens: 0 }) }, /maxTokens has to be a whole number from 3/],
  [
    'maxTokens in quotes',
    { manifest: set({ maxTokens: '512' }) },
    /maxTokens has to be a whole number .*, not "512"/,
  ],
  [
    'more maxTokens than positions',
    { manifest: set({ maxTokens: 4096 }) },
    /maxTokens is 4096, and the model has 512 positions/,
  ],
  [
    'windows of 4 tokens',
    { manifest: set({ windowTokens: 4 }) },
    /windowTokens has to be a whole number from 8/,
  ],
  [
    'a threshold above 1',
    { manifest: set({ conformalSets: { coverage: 0.9, threshold: 1.5 } }) },
    /conformalSets\.threshold has to be a number from 0 to 1, not 1\.5/,
  ],
  [
    'windows beyond maxTokens',
    { manifest: set({ windowTokens: 600 }) },
    /windowTokens 600 exceeds maxTokens 512/,
  ],
  [
    'another temperature than was vouched for',
    { manifest: set({ temperature: 2 }) },
    /temperature, maxTokens, windowTokens, activation or conformalSets are not those/,
  ],
  [
    'a size of 4 TB',
    { manifest: sizes({ 'weights.bin': 4e12 }) },
    /sizes\.weights\.bin has to be a whole number from 1 to 2147483648/,
  ],
  [
    'a size of -1',
    { manifest: sizes({ 'weights.bin': -1 }) },
    /sizes\.weights\.bin has to be a whole number/,
  ],
  [
    'a size in quotes',
    { manifest: sizes({ 'weights.bin': '645772' }) },
    /sizes\.weights\.bin has to be a whole number .*, not "645772"/,
  ],
  [
    'a tokenizer of 1 GB',
    { manifest: sizes({ 'tokenizer.json': 1e9 }) },
    /sizes\.tokenizer\.json is 1000000000 bytes/,
  ],
  [
    'no size of a file',
    { manifest: (json) => ({ ...json, sizes: {} }) },
    /sizes says nothing of forward\.onnx/,
  ],
  [
    'embeddings behind the end of the weights',
    { manifest: set({ wordEmbeddings: { offset: 600_000, dataType: 'int8', scalesOffset: 0 } }) },
    /wordEmbeddings ends behind the 645772 bytes of weights\.bin/,
  ],
  [
    'embeddings without scales',
    { manifest: set({ wordEmbeddings: { offset: 0, dataType: 'int8' } }) },
    /wordEmbeddings\.scalesOffset/,
  ],
  [
    'a parameter of another shape',
    { manifest: (json) => ({ ...json, parameters: { 'classifier.bias': { shape: [7], offset: 0 } } }) },
    /parameters\.classifier\.bias\.shape is 7 instead of 3/,
  ],
  [
    'loose golden outputs',
    tolerance({ logits: 1e9 }),
    /golden\.json: tolerance\.logits has to be a number from 0 to 0\.05/,
  ],
  [
    'golden outputs without rows',
    { golden: set({ rows: [] }) },
    /golden\.json: rows has to have 1 to 64 entries, not 0/,
  ],
  [
    'golden outputs of another model',
    {
      golden: (json) => ({
        ...json,
        rows: (json['rows'] as Json[]).map((row) => ({ ...row, logits: [1, 2] })),
      }),
    },
    /golden\.json: rows\.0\.logits has 2 entries for 3 classes/,
  ],
  [
    "golden outputs in a library's words",
    { golden: set({ rows: 'many' }) },
    /golden\.json: rows has to be a list/,
  ],
  [
    'neutral texts that are none',
    { background: set({ texts: [3] }) },
    /background\.json: texts\.0 has to be a text/,
  ],
  [
    'a model of a million layers',
    { config: set({ num_hidden_layers: 1e6 }) },
    /config\.json: num_hidden_layers cannot be 1000000/,
  ],
  ['a config that is no object', { config: () => [] }, /config\.json: not a JSON object/],
  [
    'a configuration whose token is a list',
    { tokenizerConfig: () => ({ mask_token: [1] }) },
    /tokenizer_config\.json: mask_token/,
  ],
  [
    'a tokenizer without a vocabulary',
    { tokenizer: set({ model: { type: 'Unigram', vocab: 5, unk_id: 0 } }) },
    /tokenizer\.json: model: its vocabulary cannot be read/,
  ],
  [
    'a tokenizer with 50,000 added tokens',
    {
      tokenizer: set({
        added_tokens: Array.from({ length: 50_000 }, (_, id) => ({ id, content: `t${id}` })),
      }),
    },
    /tokenizer\.json: added_tokens: it has 50000 entries/,
  ],
  [
    'a regular expression that backtracks',
    normalizer(replace({ Regex: '(a+)+$' }, '')),
    /tokenizer\.json: normalizer: the regular expression "\(a\+\)\+\$" is not read/,
  ],
  [
    'a regular expression that is none',
    normalizer(replace({ Regex: '(' }, '')),
    /tokenizer\.json: normalizer: the regular expression/,
  ],
  [
    'thousands of steps',
    normalizer({ type: 'Sequence', normalizers: Array.from({ length: 5000 }, () => ({ type: 'NFD' })) }),
    /tokenizer\.json: normalizer: it has more than 64 steps/,
  ],
  [
    'brackets without an end in sight',
    { tokenizer: () => `{"normalizer":${'['.repeat(100_000)}${']'.repeat(100_000)}}` },
    /tokenizer\.json: brackets are nested more than 64 deep/,
  ],
];

/** Reads a folder as a worker of the page does. */
async function pageReads(folder: string, backend: 'webgpu' | 'wasm'): Promise<unknown> {
  const base = 'http://host/model/';
  const cache = new ContentCache({
    fetch: async (url) => {
      const name = decodeURIComponent(new URL(url).pathname.slice('/model/'.length));
      return new Response(new Uint8Array(await readFile(join(folder, name))));
    },
    origin: 'http://host',
    subtle: crypto.subtle,
    stallLimit: 5000,
  });
  const text = await cache.latestText(`${base}manifest.json`);
  const manifest = readManifest('manifest.json', text);
  const bytesOf = (file: ContentFile) => cache.bytes(file, base, () => undefined);
  const files = await loadModelFiles(manifest, base, backend, bytesOf);
  const needed = neededFiles(manifest, base, backend);
  for (const role of ['forward', 'gradient'] as const) await bytesOf(needed.get(role)!);
  return files;
}

describe('a model folder as it should be', () => {
  it('is read by both', async () => {
    const { folder, remove } = await hostileFolder(tiny, {});
    const model = await openModel(folder, { threads: 1 });
    await model.dispose();
    for (const backend of ['webgpu', 'wasm'] as const) {
      expect(await pageReads(folder, backend)).toMatchObject({ claimsChecked: true });
    }
    await remove();
  });
});

describe.each(kinds)('a model folder with %s', (_, changes, message) => {
  it('is refused by Node and page alike, by file and field, in one sentence', async () => {
    const { folder, remove } = await hostileFolder(tiny, changes);
    for (const read of [
      () => openModel(folder, { threads: 1 }),
      () => pageReads(folder, 'webgpu'),
      () => pageReads(folder, 'wasm'),
    ]) {
      const error = await read().then(
        () => null,
        (reason: Error) => reason,
      );
      expect(error?.message).toMatch(message);
      // The message says what to do, and shows no words of libraries.
      expect(error?.message).toMatch(/ again|open another|is the model uploaded/i);
      expect(error?.message).not.toMatch(
        /is not a function|undefined|bounds|Invalid|call stack|ERROR_CODE|ENOENT/,
      );
      expect(error!.message.length).toBeLessThan(400);
    }
    await remove();
  });
});

describe('a model folder whose files are not those of its manifest', () => {
  it.each([
    'forward',
    'forwardInteger',
    'gradient',
    'weights',
    'tokenizer',
    'config',
    'golden',
    'background',
  ] as const)('is refused for a byte of %s, though another file might stand in', async (role) => {
    const { folder, remove } = await hostileFolder(tiny, { damage: { [role]: flip } });
    await expect(openModel(folder, { threads: 1 })).rejects.toThrow(
      /is not the file that the manifest describes/,
    );
    const backend = role === 'forward' ? 'webgpu' : 'wasm';
    await expect(pageReads(folder, backend)).rejects.toThrow(/is not the file that the manifest describes/);
    await remove();
  });

  it('is refused for a graph that is none, in words', async () => {
    const { folder, remove } = await hostileFolder(tiny, {
      bytes: { gradient: (content) => content.subarray(0, 1000) },
    });
    const error = await openModel(folder, { threads: 1 }).catch((reason: Error) => reason as unknown);
    expect((error as Error).message).toMatch(/gradient\.onnx: it holds no graph that can be run/);
    expect((error as Error).message).not.toMatch(/ERROR_CODE|protobuf|onnxruntime\//i);
    await remove();
  });
});

describe('a tokenizer that lets texts grow', () => {
  it('is stopped before memory is, by words', async () => {
    const doubling = Array.from({ length: 40 }, () => replace({ String: 'a' }, 'aa'));
    const { folder, remove } = await hostileFolder(
      tiny,
      normalizer({ type: 'Sequence', normalizers: doubling }),
    );
    const { tokenizer, dispose } = await openModel(folder, { threads: 1 });
    expect(() => tokenizer.tokenize('banana '.repeat(1000))).toThrow(
      /tokenizer\.json: its normalizer makes more than 24 characters of one/,
    );
    await dispose();
    await remove();
  });

  it('takes no time to speak of where its expressions are bounded', async () => {
    const steps = [' {2,}', '[^a-z]+', '\\\\s*', 'ab'].map((Regex) =>
      replace({ Regex: Regex.replaceAll('\\\\', '\\') }, ' '),
    );
    const { folder, remove } = await hostileFolder(
      tiny,
      normalizer({ type: 'Sequence', normalizers: steps }),
    );
    const { tokenizer, dispose } = await openModel(folder, { threads: 1 });
    expect(tokenizer.tokenize('aaaa  '.repeat(15_000)).tokens.length).toBeGreaterThan(10_000);
    await dispose();
    await remove();
  });
});

it('changes files as it says: the hash of an untouched one stays', async () => {
  const { folder, remove } = await hostileFolder(tiny, {});
  const hash = (path: string) =>
    readFile(path).then((bytes) => createHash('sha256').update(bytes).digest('hex'));
  expect(await hash(join(folder, 'golden.json'))).toBe(await hash(join(tiny, 'golden.json')));
  await remove();
});
