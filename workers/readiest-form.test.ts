import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { architectureFolder } from '../test/architectures';
import { findFolder, weightBytes, type BroughtFile } from './brought-folder';
import { readiestForm } from './readiest-form';

const tiny = resolve(import.meta.dirname, '../test/fixtures/tiny-model');

async function filesIn(folder: string): Promise<BroughtFile[]> {
  return Promise.all(
    (await readdir(folder)).map(async (file) => ({
      path: `mine/${file}`,
      content: new Blob([new Uint8Array(await readFile(join(folder, file)))]),
    })),
  );
}

const other = (path: string, size = 9) => ({
  path: `mine/${path}`,
  content: new Blob([new Uint8Array(size)]),
});

const formOf = (files: readonly BroughtFile[]) => readiestForm(findFolder(files, 'mine'));

describe('what a page makes of a folder', () => {
  it('an exported model, and nothing that its manifest does not name but its card', async () => {
    const files = await filesIn(tiny);
    const card = other('README.md');
    const folder = await formOf([...files, card, other('.git/pack'), other('model.safetensors', 9e6)]);
    expect(folder.kind).toBe('exported');
    const { files: named } = JSON.parse(await readFile(join(tiny, 'manifest.json'), 'utf8')) as {
      files: Record<string, string>;
    };
    expect([...folder.files.keys()].sort()).toEqual(
      [...new Set(Object.values(named)), 'manifest.json', 'README.md'].sort(),
    );
    expect(await weightBytes(folder)).toBeLessThan(9e6);
  });

  it('weights that can be converted, whatever lies beside them', async () => {
    const files = await filesIn(architectureFolder('roberta'));
    expect((await formOf([...files, other('onnx/model.onnx')])).kind).toBe('checkpoint');
  });

  it.each([
    ['an architecture that is not known', 'config.json', new Blob(['{"model_type":"deberta-v2"}'])],
    ['weights that are too large', 'model.safetensors', largeBlob(600_000_001)],
  ])('the ONNX file beside %s', async (_, path, content) => {
    const files = (await filesIn(architectureFolder('roberta'))).map((file) =>
      file.path === `mine/${path}` ? { ...file, content } : file,
    );
    expect((await formOf(files)).kind).toBe('checkpoint');
    const folder = await formOf([
      ...files,
      other('onnx/model.onnx'),
      other('onnx/model_quantized.onnx'),
      other('onnx/model_quantized.onnx_data', 5),
    ]);
    expect(folder.kind).toBe('onnx');
    expect([...folder.files.keys()].sort()).toEqual([
      'config.json',
      'onnx/model_quantized.onnx',
      'onnx/model_quantized.onnx_data',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    expect(await weightBytes(folder)).toBe(14);
  });

  it.each([
    [['model.onnx', 'onnx/model_q4.onnx'], 'onnx/model_q4.onnx'],
    [['model.onnx', 'model_quantized.onnx'], 'model_quantized.onnx'],
    [['model.onnx'], 'model.onnx'],
  ])(
    'of the ONNX files %j the one that transformers.js would take, or an exporter left',
    async (all, one) => {
      const folder = await formOf([other('config.json'), ...all.map((path) => other(path))]);
      expect([...folder.files.keys()].sort()).toEqual(['config.json', one].sort());
    },
  );
});

/** A blob that says it is large, and holds next to nothing. */
function largeBlob(size: number): Blob {
  return Object.defineProperty(new Blob(['x']), 'size', { value: size });
}
