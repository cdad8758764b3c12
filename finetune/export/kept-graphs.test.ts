import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { graphsOf } from '../../core/graphs/model-files';
import { storedWeights } from '../../core/graphs/stored-weights';
import type { ModelManifest } from '../../core/model/manifest';
import { parseModelConfig } from '../../core/models/registry';

const tiny = resolve(import.meta.dirname, '../../test/fixtures/tiny-model');

// Most tests of the page and of the commands open this model: its graphs have to be those that are exported today.
it('the graphs of the tiny model are those that an export writes today', async () => {
  const json = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(tiny, name), 'utf8'));
  const manifest = (await json('manifest.json')) as ModelManifest;
  const config = parseModelConfig(await json('config.json'));
  const bytes = new Uint8Array(await readFile(join(tiny, manifest.files.weights)));
  const { files, wordEmbeddings, parameters } = graphsOf(config, storedWeights(config, manifest, bytes)!, {
    precision: 'int8',
    temperature: manifest.temperature,
  });
  expect({ wordEmbeddings, parameters }).toEqual({
    wordEmbeddings: manifest.wordEmbeddings,
    parameters: manifest.parameters,
  });
  expect([...files.keys()]).toContain(manifest.files.forwardInteger);
  for (const [name, content] of files) {
    expect(Buffer.compare(await readFile(join(tiny, name)), content), `${name} is another one`).toBe(0);
  }
});
