import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { modelFiles } from '../../core/graphs/model-files';
import type { ModelManifest } from '../../core/model/manifest';
import { readModelFolder } from '../../runtime/node/model-folder';
import { oracleFolder } from '../../test/oracle';

const tiny = resolve(import.meta.dirname, '../../test/fixtures/tiny-model');

// Most tests of the page and of the commands open the tiny model: it has to be what is exported today.
it('the tiny model is what an export of the plain oracle model writes', async () => {
  const { folder, remove } = await oracleFolder('plain');
  const { config, parameters } = await readModelFolder(folder);
  await remove();
  const manifest = JSON.parse(await readFile(join(tiny, 'manifest.json'), 'utf8')) as ModelManifest;
  const { files, ...layout } = modelFiles(config, parameters, { precision: 'int8', temperature: 1 });
  expect(manifest).toMatchObject({ ...layout, temperature: 1 });
  const { forward, forwardInteger, gradient, weights } = manifest.files;
  expect([...files.keys()].sort()).toEqual([forward, forwardInteger, gradient, weights].sort());
  for (const [name, content] of files) {
    expect(Buffer.compare(await readFile(join(tiny, name)), content), `${name} is another one`).toBe(0);
  }
});
