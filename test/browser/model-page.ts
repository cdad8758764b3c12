import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { writeSafetensors } from '../../core/checkpoint/safetensors';
import { Random } from '../../core/math/random';
import { parameterShapes } from '../../core/models/parameters';
import { readModelFolder } from '../../runtime/node/model-folder';
import { architectureFolder } from '../architectures';

/** The files of a folder, by their names. */
export async function folderFiles(folder: string): Promise<Record<string, Uint8Array>> {
  const names = await readdir(folder);
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, new Uint8Array(await readFile(join(folder, name)))] as const),
    ),
  );
}

/** Drops files upon the page, as a reader does. */
export async function drop(page: Page, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  const plain = Object.entries(files).map(([name, bytes]) => ({
    name,
    base64: Buffer.from(bytes).toString('base64'),
  }));
  await page.evaluate((dropped) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of dropped) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, plain);
}

/** Waits until the model of a name runs. */
export const runs = (page: Page, name: string) =>
  page
    .getByTestId('what-runs')
    .locator('strong', { hasText: new RegExp(`^${name}$`) })
    .waitFor();

/** Labels of a model, each of which holds or not. */
export const feelings = ['anger', 'joy', 'fear'] as const;

/** A zip of a folder of such a model; its answers are those of random weights, spread so that they differ from text to text. */
export async function feelingsZip(): Promise<Uint8Array> {
  const files = await folderFiles(architectureFolder('distilbert'));
  const config = JSON.parse(new TextDecoder().decode(files['config.json'])) as object;
  const asked = {
    ...config,
    problem_type: 'multi_label_classification',
    id2label: { ...feelings },
    label2id: Object.fromEntries(feelings.map((label, at) => [label, at])),
  };
  files['config.json'] = new TextEncoder().encode(JSON.stringify(asked));
  files['README.md'] = new TextEncoder().encode('---\nlicense: mit\n---\n# Feelings\n\nA small one.\n');
  spread(files['model.safetensors']!, 'classifier.weight');
  const inFolder = Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [`feelings/${name}`, bytes]),
  );
  return zipSync(inFolder);
}

/** Classes of a model that has many of them; one is long. */
export const departments: readonly string[] = Array.from({ length: 40 }, (_, at) =>
  at === 3 ? 'The department of internal medicine, cardiology and angiology' : `Department ${at + 1}`,
);

/** A zip of a folder of such a model, so sure of each answer that integer products would err too much on its weights. */
export async function departmentsZip(): Promise<Uint8Array> {
  const folder = architectureFolder('distilbert');
  const files = await folderFiles(folder);
  const { config, configJson, parameters } = await readModelFolder(folder);
  const random = new Random(1);
  const tensors = new Map(
    [...parameterShapes(config)].map(([name, shape]) => {
      if (!name.startsWith('classifier.')) return [name, { shape, data: parameters.get(name)! }] as const;
      const many = [departments.length, ...shape.slice(1)];
      const data = Float32Array.from(
        { length: many.reduce((a, b) => a * b) },
        () => 40 * (random.uniform() - 0.5),
      );
      return [name, { shape: many, data }] as const;
    }),
  );
  files['config.json'] = new TextEncoder().encode(
    JSON.stringify({
      ...configJson,
      id2label: { ...departments },
      label2id: Object.fromEntries(departments.map((name, at) => [name, at])),
    }),
  );
  files['model.safetensors'] = writeSafetensors(tensors, { format: 'pt' });
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`departments/${name}`, bytes])),
  );
}

/** Multiplies a float32 tensor in a file of safetensors. */
function spread(file: Uint8Array, name: string): void {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const head = Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + head))) as Record<
    string,
    { readonly dtype: string; readonly data_offsets: readonly [number, number] }
  >;
  const { dtype, data_offsets: offsets } = header[name]!;
  if (dtype !== 'F32') throw new Error(`${name} is ${dtype}`);
  for (let at = 8 + head + offsets[0]; at < 8 + head + offsets[1]; at += 4) {
    view.setFloat32(at, 30 * view.getFloat32(at, true), true);
  }
}
