import { describe, expect, it } from 'vitest';
import { readManifest, type ModelManifest } from '../core/model/manifest';
import { readBytes, readJson, readModelFolder } from '../runtime/node/model-folder';
import { architectureFolder } from '../test/architectures';
import { filesOf, inFolder, teachTools, tinyModel } from '../test/teach-tools';
import { convertFolder } from './convert-folder';
import { findFolder } from './brought-folder';
import { broughtOrigin } from './model-origin';
import type { ModelOrigin } from './model-origin';
import { readTeachBase, teachableOf } from './teach-base';
import { readdir } from 'node:fs/promises';

async function tinyOrigin(change: (manifest: ModelManifest) => ModelManifest = (same) => same) {
  const manifest = readManifest(await readJson(tinyModel, 'manifest.json'), 'manifest.json');
  const base = 'http://host/model/';
  const origin: ModelOrigin = {
    base,
    manifest: change(manifest),
    bytes: ({ url }) => readBytes(tinyModel, url.slice(base.length)),
    keep: null,
  };
  return { origin, version: manifest.version };
}

describe('a model to be taught', () => {
  it('has the float32 weights that its int8 weights stand for, as the companion reads them', async () => {
    const { origin, version } = await tinyOrigin();
    const { parameters, manifest, config } = await readTeachBase(origin, version);
    const folder = await readModelFolder(tinyModel);
    expect([...parameters.keys()].sort()).toEqual([...folder.parameters.keys()].sort());
    for (const [name, data] of folder.parameters) expect(parameters.get(name)).toEqual(data);
    expect(teachableOf({ manifest, config })).toEqual({
      layers: 3,
      layerSets: 1,
      weights: { classifier: 99, pooler: 99 + 33 * 32, all: expect.any(Number) as number },
      maxTokens: 512,
    });
  });

  it('is refused where it is another version than the page runs', async () => {
    const { origin } = await tinyOrigin();
    await expect(readTeachBase(origin, 'of yesterday')).rejects.toThrow(
      /The host has another version of tiny now .* Load the page anew/,
    );
  });

  it('is refused where its manifest does not say where its weights lie', async () => {
    const { origin, version } = await tinyOrigin((manifest) => {
      const { parameters, ...rest } = manifest;
      expect(parameters).toBeDefined();
      return rest;
    });
    await expect(readTeachBase(origin, version)).rejects.toThrow(
      /tiny cannot be taught here: its weights are not int8.*npm run export/,
    );
  });

  it('may be a brought model of any architecture, with layers of their own; not one of several labels', async () => {
    const files = async (config: object) => {
      const folder = architectureFolder('roberta');
      return Promise.all(
        (await readdir(folder)).map(async (name) => {
          const bytes = await readBytes(folder, name);
          const json = new TextDecoder().decode(bytes);
          return {
            path: name,
            content: new Blob([
              name === 'config.json' ? JSON.stringify({ ...(JSON.parse(json) as object), ...config }) : bytes,
            ]),
          };
        }),
      );
    };
    const convert = async (config: object) =>
      convertFolder(findFolder(await files(config), 'mine'), {
        measure: teachTools().measure,
        onProgress: () => undefined,
      });
    const model = await convert({});
    await inFolder(await filesOf(model), async () => {
      const origin = await broughtOrigin(model);
      const base = await readTeachBase(origin, origin.manifest.version);
      const { layers, layerSets } = teachableOf(base);
      expect([layers > 1, layerSets]).toEqual([true, layers]);
    });
    const several = await broughtOrigin(await convert({ problem_type: 'multi_label_classification' }));
    await expect(readTeachBase(several, several.manifest.version)).rejects.toThrow(
      /mine gives a text any number of labels at once/,
    );
  });
});
