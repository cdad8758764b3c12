import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { assembleModel, type ExportSettings } from '../../core/graphs/exported-model';
import { fileNames, modelFiles } from '../../core/graphs/model-files';
import type { Precision } from '../../core/graphs/packed-weights';
import type { GoldenOutputs } from '../../core/model/golden-outputs';
import type { ModelManifest } from '../../core/model/manifest';
import { goldenOutputs } from '../../core/prediction/golden';
import { readModelFolder } from '../../runtime/node/model-folder';
import { openExported } from '../../runtime/node/open-model';
import { makeFolder, writeWhole } from '../train/files';

export interface ExportOptions extends ExportSettings {
  readonly precision: Precision;
}

/**
 * Exports a Hugging Face folder for the page: graphs, one file of weights, tokenizer, golden outputs, neutral texts and
 * manifest.
 * @throws Error when the folder is no fine-tuned classifier, or `out` cannot be written
 */
export async function exportModel(
  folder: string,
  out: string,
  options: ExportOptions,
): Promise<ModelManifest> {
  const source = await readModelFolder(folder);
  const graphs = modelFiles(source.config, source.parameters, options);
  await makeFolder(out);
  const write = async (name: string, bytes: Uint8Array) => writeWhole(join(out, name), bytes);
  const { manifest, files } = await assembleModel(source, graphs, options, async (unmeasured, described) => {
    for (const [name, bytes] of unmeasured) await write(name, bytes);
    return measureGolden(out, described);
  });
  await write(fileNames.golden, files.get(fileNames.golden)!);
  if (!files.has(fileNames.forwardInteger)) await rm(join(out, fileNames.forwardInteger), { force: true });
  // Last: a folder with a manifest is complete.
  await writeWhole(join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** Golden outputs come from the files just written, run as they will be. */
async function measureGolden(out: string, manifest: ModelManifest): Promise<GoldenOutputs> {
  const { forwardInteger, ...floatFiles } = manifest.files;
  const float = await openExported(out, { ...manifest, files: floatFiles });
  const integer = forwardInteger ? await openExported(out, manifest) : null;
  try {
    return await goldenOutputs(float.classifier, integer?.classifier ?? null, float.tokenizer);
  } finally {
    await float.dispose();
    await integer?.dispose();
  }
}
