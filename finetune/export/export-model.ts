import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileNames, modelFiles } from '../../core/graphs/model-files';
import type { Precision } from '../../core/graphs/packed-weights';
import { goldenClaims } from '../../core/model/claims';
import type { ModelManifest } from '../../core/model/manifest';
import { outputActivation } from '../../core/models/model-config';
import { readModelFolder } from '../../runtime/node/model-folder';
import { writeError } from '../../runtime/node/file-error';
import { openExported } from '../../runtime/node/open-model';
import { writeWhole } from '../train/files';
import background from './background.json';
import { goldenOutputs } from './golden';

export interface ExportOptions {
  readonly name: string;
  readonly precision: Precision;
  readonly temperature: number;
  /** Longer texts are read in windows of so many tokens. The default is the model's maximum. */
  readonly windowTokens?: number;
}

const encode = (value: unknown) => new TextEncoder().encode(`${JSON.stringify(value)}\n`);

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
  const { config, configJson, parameters, tokenizerJson, tokenizerConfig } = await readModelFolder(folder);
  const { files: graphs, wordEmbeddings, parameters: layout } = modelFiles(config, parameters, options);
  const files = new Map<string, Uint8Array>([
    ...graphs,
    [fileNames.tokenizer, encode(tokenizerJson)],
    [fileNames.tokenizerConfig, encode(tokenizerConfig)],
    [fileNames.config, encode(configJson)],
    ['background.json', encode(background)],
  ]);
  const describe = (): ModelManifest => ({
    format: 1,
    name: options.name,
    version: sha256(Buffer.concat([...files.values()])).slice(0, 16),
    classes: config.classes,
    activation: outputActivation(config),
    maxTokens: config.maxPositions,
    ...(options.windowTokens !== undefined && { windowTokens: options.windowTokens }),
    embeddingSize: config.embeddingSize,
    vocabularySize: config.vocabularySize,
    temperature: options.temperature,
    files: {
      forward: fileNames.forward,
      ...(files.has(fileNames.forwardInteger) && { forwardInteger: fileNames.forwardInteger }),
      gradient: fileNames.gradient,
      weights: fileNames.weights,
      tokenizer: fileNames.tokenizer,
      tokenizerConfig: fileNames.tokenizerConfig,
      config: fileNames.config,
      golden: fileNames.golden,
      background: 'background.json',
    },
    wordEmbeddings,
    ...(layout && { parameters: layout }),
    sizes: Object.fromEntries([...files].map(([name, { length }]) => [name, length])),
    hashes: Object.fromEntries([...files].map(([name, bytes]) => [name, sha256(bytes)])),
  });
  await mkdir(out, { recursive: true }).catch((cause: unknown) => {
    throw writeError(out, cause);
  });
  const write = async (name: string, bytes: Uint8Array) => writeWhole(join(out, name), bytes);
  for (const [name, bytes] of files) await write(name, bytes);
  files.set(fileNames.golden, encode(await measureGolden(out, describe())));
  await write(fileNames.golden, files.get(fileNames.golden)!);
  const manifest = describe();
  // The manifest comes last: a folder that has one is complete.
  await writeWhole(join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** The golden outputs come from the files that were just written, run as the page will run them. */
async function measureGolden(out: string, manifest: ModelManifest) {
  const { forwardInteger, ...floatFiles } = manifest.files;
  const float = await openExported(out, { ...manifest, files: floatFiles });
  const integer = forwardInteger ? await openExported(out, manifest) : null;
  try {
    const golden = await goldenOutputs(float.classifier, integer?.classifier ?? null, float.tokenizer);
    return { ...golden, ...goldenClaims(manifest, golden.rows) };
  } finally {
    await float.dispose();
    await integer?.dispose();
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
