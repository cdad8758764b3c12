import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGoldenOutputs, type GoldenOutputs } from '../core/model/golden-outputs';
import { parseJson } from '../core/model/model-file';
import { exportModel } from '../finetune/export/export-model';
import { architectureFolder, architectureNames, type ArchitectureName } from '../test/architectures';
import { hostileFolder } from '../test/hostile-folder';
import { tinyModel } from '../test/teach-tools';
import { findFolder, weightBytes, type BroughtFile } from './brought-folder';
import { broughtBytes, broughtManifest } from './brought-model';
import type { BroughtModel } from './model-location';
import { convertFolder, type ConversionProgress } from './convert-folder';
import { loadModelFiles } from './model-files';
import { broughtOrigin } from './model-origin';
import { unzipFiles } from './unzip-files';

/** A folder as a reader brings it. */
async function brought(name: ArchitectureName): Promise<BroughtFile[]> {
  const folder = architectureFolder(name);
  return Promise.all(
    (await readdir(folder)).map(async (file) => ({
      path: `models/${name}/${file}`,
      content: new Blob([new Uint8Array(await readFile(join(folder, file)))]),
    })),
  );
}

describe.each(architectureNames)('converting a brought %s', (name) => {
  let out: string;
  beforeAll(async () => (out = await mkdtemp(join(tmpdir(), 'albert-lens-converted-'))));
  afterAll(() => rm(out, { recursive: true, force: true }));

  it('gives the files that npm run export writes, byte for byte', async () => {
    const expected = await exportModel(architectureFolder(name), out, {
      name,
      precision: 'int8',
      temperature: 1,
    });
    const golden = JSON.parse(await readFile(join(out, 'golden.json'), 'utf8')) as GoldenOutputs;
    const progress: ConversionProgress[] = [];
    const model = await convertFolder(findFolder(await brought(name), 'other'), {
      measure: () => Promise.resolve({ rows: golden.rows, tolerance: golden.tolerance }),
      onProgress: (step) => progress.push(step),
    });
    expect(await broughtManifest(model)).toEqual(expected);
    for (const file of Object.values(expected.files)) {
      const bytes = new Uint8Array(await model.files[file]!.arrayBuffer());
      expect(Buffer.compare(bytes, await readFile(join(out, file))), file).toBe(0);
    }
    expect(progress.at(-1)).toEqual({ phase: 'golden' });
    const text = await model.files['golden.json']!.text();
    expect(readGoldenOutputs(parseJson(text, 'golden.json'), expected, 'golden.json').rows).toHaveLength(3);
  });
});

describe('what a reader brings', () => {
  const measure = () => Promise.reject(new Error('not reached'));
  const convert = (files: readonly BroughtFile[]) =>
    convertFolder(findFolder(files, 'mine'), { measure, onProgress: () => undefined });
  const withFile = (files: readonly BroughtFile[], end: string, content: Blob | null): BroughtFile[] =>
    files.flatMap((file) => (!file.path.endsWith(end) ? [file] : content ? [{ ...file, content }] : []));

  it('is refused by file and field', async () => {
    const files = await brought('roberta');
    const config = JSON.parse(
      await files.find(({ path }) => path.endsWith('/config.json'))!.content.text(),
    ) as object;
    const configured = (changes: object) =>
      withFile(files, '/config.json', new Blob([JSON.stringify({ ...config, ...changes })]));
    await expect(convert(configured({ model_type: 'gpt2' }))).rejects.toThrow(
      /^roberta: config\.json: model_type is "gpt2"; known are .*can be brought in ONNX/,
    );
    await expect(convert(configured({ problem_type: 'regression' }))).rejects.toThrow(/regression/);
    await expect(convert(configured({ intermediate_size: 40 }))).rejects.toThrow(
      /^roberta: roberta\.encoder\.layer\.0\.intermediate\.dense\.weight has shape/,
    );
    await expect(convert(withFile(files, 'tokenizer.json', null))).rejects.toThrow(
      /^roberta has no tokenizer\.json/,
    );
    await expect(convert(withFile(files, 'tokenizer.json', new Blob(['{'])))).rejects.toThrow(
      'roberta/tokenizer.json: it holds no JSON',
    );
    await expect(
      convert(withFile(files, 'tokenizer.json', new Blob(['{"model":{"type":"WordLevel"}}']))),
    ).rejects.toThrow(/^roberta: tokenizer\.json: model: one of type "WordLevel"/);
    await expect(convert(withFile(files, '.safetensors', new Blob([new Uint8Array(3)])))).rejects.toThrow(
      /^roberta: model\.safetensors: Not a safetensors file/,
    );
    const index = { weight_map: { a: 'model-1.safetensors' } };
    const sharded = [
      ...withFile(files, '.safetensors', null),
      { path: 'models/roberta/model.safetensors.index.json', content: new Blob([JSON.stringify(index)]) },
    ];
    await expect(convert(sharded)).rejects.toThrow(/^roberta has no model-1\.safetensors/);
    const page = new Blob(['<!doctype html><title>Not found</title>']);
    await expect(convert(withFile(files, '.safetensors', page))).rejects.toThrow(
      /model\.safetensors: Not a safetensors file but a web page/,
    );
    const pointer = new Blob(['version https://git-lfs.github.com/spec/v1\noid sha256:00']);
    await expect(convert(withFile(files, '.safetensors', pointer))).rejects.toThrow(/git lfs pull/);
    const adapted = [
      ...withFile(files, '.safetensors', null),
      { path: 'models/roberta/adapter_config.json', content: new Blob(['{}']) },
    ];
    await expect(async () => convert(adapted)).rejects.toThrow(/^roberta is an adapter \(LoRA\)/);
  });

  it.each([
    [[], /^Nothing came: the folder is empty\.$/],
    [
      ['a/adapter_config.json', 'a/adapter_model.safetensors'],
      /^What was brought is an adapter .*merge_and_unload/,
    ],
    [['llama.Q4_K_M.gguf'], /^llama\.Q4_K_M\.gguf is of the kind that llama\.cpp runs/],
    [['mine.tar.gz'], /^mine\.tar\.gz is an archive .*unpack it/],
    [['model.safetensors'], /^model\.safetensors is a part of a model.*bring the whole folder/],
    [['rows.csv'], /^rows\.csv is no model\. The view “File” reads texts/],
    [['photo.jpg'], /no config\.json .* no manifest\.json/],
  ])('without a model is named by what came instead: %j', (paths, message) => {
    const files = paths.map((path) => ({ path, content: new Blob(['x']) }));
    expect(() => findFolder(files, 'mine')).toThrow(message);
  });

  it('is called by its folder, as far as a manifest takes that', () => {
    const files = ['config.json', 'model.safetensors'].map((file) => ({
      path: `${'long '.repeat(50)}\u202e/${file}`,
      content: new Blob(['x']),
    }));
    expect(findFolder(files, 'mine').name).toBe('long '.repeat(20));
  });

  it('is refused before it is read where it is too large, with the name of what converts it', async () => {
    const files = await brought('roberta');
    const large = new Blob([new Uint8Array(1)]);
    Object.defineProperty(large, 'size', { value: 600_000_001 });
    await expect(convert(withFile(files, '.safetensors', large))).rejects.toThrow(
      /has 601 MB of weights, and a page converts 600 MB at most\. .*npm run export/,
    );
  });

  it('is found in a zip, stored or packed, and a zip that is none is told', async () => {
    const files = await brought('electra');
    const entries = await Promise.all(
      files.map(async ({ path, content }) => [path, new Uint8Array(await content.arrayBuffer())] as const),
    );
    for (const level of [0, 6] as const) {
      const zip = new Blob([new Uint8Array(zipSync(Object.fromEntries(entries), { level }))]);
      const unzipped = await unzipFiles('x.zip', zip, 1e9);
      const folder = findFolder(unzipped, 'x');
      expect([folder.name, folder.kind, folder.files.size]).toEqual(['electra', 'checkpoint', files.length]);
      expect(await weightBytes(folder)).toBe(
        files.find(({ path }) => path.endsWith('.safetensors'))!.content.size,
      );
      for (const { path, content } of files) {
        const found = unzipped.find((file) => file.path === path)!.content;
        expect(await found.text()).toBe(await content.text());
      }
      await expect(unzipFiles('x.zip', zip, 1000)).rejects.toThrow('x.zip holds more than 0 MB');
    }
    await expect(unzipFiles('x.zip', new Blob(['nothing of the kind']), 1e9)).rejects.toThrow(
      /^x\.zip is no zip/,
    );
  });

  it('is refused in a zip that is locked with a password', async () => {
    const zip = new Uint8Array(
      zipSync({ 'm/a.json': new Uint8Array(9), 'm/config.json': new Uint8Array(9) }),
    );
    const view = new DataView(zip.buffer);
    // The second entry of the list at its end: bit 0 of its flags.
    const places = Array.from(zip, (_, at) => at).filter(
      (at) => at + 4 <= zip.length && view.getUint32(at, true) === 0x02014b50,
    );
    expect(places).toHaveLength(2);
    zip[places[1]! + 8]! |= 1;
    await expect(unzipFiles('x.zip', new Blob([zip]), 1e9)).rejects.toThrow(
      /^x\.zip is locked with a password: unpack it/,
    );
  });

  it('is refused in a zip that is packed otherwise, or damaged', async () => {
    const zip = new Uint8Array(zipSync({ 'm/config.json': new Uint8Array(900) }));
    const otherwise = zip.slice();
    // The kind of packing in the header of its one file: Deflate64, which Windows takes for large ones.
    otherwise[8] = 9;
    await expect(unzipFiles('x.zip', new Blob([otherwise]), 1e9)).rejects.toThrow(
      /^x\.zip: m\/config\.json in it is packed in a way that this page does not unpack: unpack it/,
    );
    const damaged = zip.slice();
    damaged.fill(255, 43, 50);
    await expect(unzipFiles('x.zip', new Blob([damaged]), 1e9)).rejects.toThrow(
      /^x\.zip: m\/config\.json in it is damaged/,
    );
  });

  it('is refused in a zip that is a bomb, in little memory, and in one of too many files', async () => {
    const bomb = new Blob([new Uint8Array(zipSync({ 'm/zeros.bin': new Uint8Array(2 ** 26) }))]);
    const before = process.memoryUsage().arrayBuffers;
    await expect(unzipFiles('bomb.zip', bomb, 1e6)).rejects.toThrow(/^bomb\.zip holds more than 1 MB\.$/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1.3 * 2 ** 26);
    const empty = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, at) => [`m/${at}.txt`, new Uint8Array()]),
    );
    const many = new Blob([new Uint8Array(zipSync(empty))]);
    await expect(unzipFiles('many.zip', many, 1e9)).rejects.toThrow(/^many\.zip holds more than 5000 files/);
  });

  it('is read by names within it alone, wherever the names of a zip point to', async () => {
    const files = await brought('electra');
    const entries = await Promise.all(
      files.map(async ({ path, content }) => [
        `../../etc/${path.split('/').at(-1)!}`,
        new Uint8Array(await content.arrayBuffer()),
      ]),
    );
    const zip = new Blob([
      new Uint8Array(zipSync(Object.fromEntries(entries) as Record<string, Uint8Array>)),
    ]);
    const unzipped = await unzipFiles('x.zip', zip, 1e9);
    const folder = findFolder(unzipped, 'x');
    expect(
      findFolder(
        unzipped.map((file) => ({ ...file, path: file.path.replace('etc/', '') })),
        'x',
      ).name,
    ).toBe('x');
    expect([...folder.files.keys()].filter((path) => path.includes('/'))).toEqual([]);
    // A link in a zip is a file whose content is where it points to: no JSON.
    const link = zipSync({
      'm/config.json': new TextEncoder().encode('/etc/passwd'),
      'm/model.safetensors': new Uint8Array(9),
    });
    const linked = findFolder(await unzipFiles('x.zip', new Blob([new Uint8Array(link)]), 1e9), 'x');
    await expect(
      convertFolder(linked, { measure: () => Promise.reject(new Error()), onProgress: () => undefined }),
    ).rejects.toThrow(/tokenizer\.json|config\.json/);
  });

  it('is not run with other files than its manifest describes', async () => {
    const manifest = { url: 'brought:/m/weights.bin', size: 3, sha256: '00' };
    const model = (files: BroughtModel['files']): BroughtModel => ({ name: 'm', files });
    await expect(broughtBytes(model({}), manifest)).rejects.toThrow('m has no weights.bin');
    const short = model({ 'weights.bin': new Blob(['ab']) });
    await expect(broughtBytes(short, manifest)).rejects.toThrow('m/weights.bin has 2 bytes instead of 3');
    const other = model({ 'weights.bin': new Blob(['abc']) });
    await expect(broughtBytes(other, manifest)).rejects.toThrow('its SHA-256 differs');
    await expect(broughtManifest(model({}))).rejects.toThrow('m has no manifest.json');
  });

  it('is told by file and field where a file says something impossible, by the name that it came with', async () => {
    const { folder, remove } = await hostileFolder(tinyModel, {
      golden: (golden) => ({ ...golden, rows: [] }),
    });
    const names = await readdir(folder);
    const files = Object.fromEntries(
      await Promise.all(
        names.map(async (name) => [name, new Blob([new Uint8Array(await readFile(join(folder, name)))])]),
      ),
    ) as BroughtModel['files'];
    await remove();
    const origin = await broughtOrigin({ name: 'my model', files });
    const loading = loadModelFiles(origin.manifest, origin.base, 'wasm', (file, signal) =>
      origin.bytes(file, () => undefined, signal),
    );
    await expect(loading).rejects.toThrow(/^my model\/golden\.json: rows /);
  });
});
