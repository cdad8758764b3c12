import { findParameters, requireClassifier } from '../core/checkpoint/checkpoint';
import { SafetensorsError } from '../core/checkpoint/safetensors';
import { openTensorFiles } from '../core/checkpoint/tensor-files';
import { assembleModel, type FileBytes, type ModelParts } from '../core/graphs/exported-model';
import { fileNames, graphsOf } from '../core/graphs/model-files';
import { packFromFiles } from '../core/graphs/packed-weights';
import type { GoldenOutputs } from '../core/model/golden-outputs';
import type { ModelManifest } from '../core/model/manifest';
import { ModelFileError } from '../core/model/model-file';
import { parseModelConfig, UnknownArchitecture } from '../core/models/registry';
import type { Tokenizer } from '../core/text/types';
import { createTokenizer } from '../runtime/tokenizer';
import {
  CARD,
  readJson,
  readOptionalJson,
  requireTokenizer,
  weightBytes,
  weightFiles,
  type BroughtFolder,
} from './brought-folder';
import { requireConvertible } from './convertible';
import type { BroughtModel } from './model-location';
import { FileFault } from './file-fault';

export type ConversionProgress =
  /** The share of the weights that are converted. */
  | { readonly phase: 'weights'; readonly share: number }
  /** Answers of the float graphs, which every backend is held against. */
  | { readonly phase: 'golden' };

/** What a model answers, computed on its files: see core/prediction/golden.ts. */
export type MeasureGolden = (
  files: FileBytes,
  manifest: ModelManifest,
  tokenizer: Tokenizer,
) => Promise<GoldenOutputs>;

export interface ConversionOptions {
  readonly measure: MeasureGolden;
  readonly onProgress: (progress: ConversionProgress) => void;
}

/**
 * A folder in the Hugging Face form as `npm run export` would write it: graphs, int8 weights, golden outputs. The weights are
 * read a block of rows at a time: beside what is made, the model is nowhere in memory.
 *
 * @throws FileFault naming the file and the field that does not fit, or what is too large
 */
export async function convertFolder(
  folder: BroughtFolder,
  { measure, onProgress }: ConversionOptions,
): Promise<BroughtModel> {
  try {
    requireConvertible(folder.name, await weightBytes(folder));
    // Before the long work: what is wrong with it is known at once.
    const { config, tokenizer, ...parsed } = await readDescribed(folder);
    const tensors = await openTensorFiles(await weightFiles(folder));
    const stored = findParameters(config, tensors);
    requireClassifier(config, stored);
    const parameters = new Map([...stored].map(([name, tensor]) => [name, tensors.get(tensor)!]));
    const packed = await packFromFiles(config, parameters, {
      precision: 'int8',
      location: fileNames.weights,
      onProgress: (share) => onProgress({ phase: 'weights', share }),
    });
    const { manifest, files: made } = await assembleModel(
      { config, ...parsed },
      graphsOf(config, packed, { precision: 'int8', temperature: 1 }),
      { name: folder.name, temperature: 1 },
      (unmeasured, described) => {
        onProgress({ phase: 'golden' });
        return measure(unmeasured, described, tokenizer);
      },
    );
    const card = folder.files.get(CARD);
    return {
      name: folder.name,
      files: {
        'manifest.json': new Blob([JSON.stringify(manifest)]),
        ...Object.fromEntries([...made].map(([name, bytes]) => [name, new Blob([bytes])])),
        ...(card && { [CARD]: card }),
      },
    };
  } catch (error) {
    throw inWords(folder.name, error);
  }
}

/**
 * Reads what describes a model, its weights apart, so that what cannot be converted is known before they come.
 * @throws FileFault naming the file and the field that does not fit
 */
export async function requireReadable(folder: BroughtFolder): Promise<void> {
  try {
    await readDescribed(folder);
  } catch (error) {
    throw inWords(folder.name, error);
  }
}

async function readDescribed({
  name,
  files,
}: BroughtFolder): Promise<ModelParts & { readonly tokenizer: Tokenizer }> {
  requireTokenizer(name, files);
  const configJson = await readJson(files, fileNames.config);
  const config = parseModelConfig(configJson);
  const tokenizerJson = await readJson(files, fileNames.tokenizer);
  const tokenizerConfig = await readOptionalJson(files, fileNames.tokenizerConfig);
  const tokenizer = createTokenizer(tokenizerJson, tokenizerConfig);
  return { config, configJson, tokenizerJson, tokenizerConfig, tokenizer };
}

/** What is wrong with a folder's files is a fault of theirs, whoever found it. */
function inWords(name: string, error: unknown): unknown {
  if (error instanceof FileFault) return error;
  if (error instanceof UnknownArchitecture) {
    return new FileFault(
      `${name}: ${error.message}. A text classifier of any other can be brought in ONNX: "optimum-cli export onnx --model FOLDER OUT" writes it.`,
      { cause: error },
    );
  }
  if (error instanceof ModelFileError) return new FileFault(`${name}/${error.message}`, { cause: error });
  if (error instanceof SafetensorsError || error instanceof RangeError || (error as Error).name === 'Error') {
    return new FileFault(`${name}: ${(error as Error).message}`, { cause: error });
  }
  return error;
}
