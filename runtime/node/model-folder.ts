import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readCheckpoint, requireClassifier, type Parameters } from '../../core/checkpoint/checkpoint';
import { SafetensorsError, readSafetensors, type Tensor } from '../../core/checkpoint/safetensors';
import { SHARD_INDEX, readShards } from '../../core/checkpoint/shards';
import { floatWeights } from '../../core/graphs/float-weights';
import { storedWeights } from '../../core/graphs/stored-weights';
import { readManifest } from '../../core/model/manifest';
import { requireSameModel } from '../../core/models/manifest-config';
import type { ModelConfig } from '../../core/models/model-config';
import { parseModelConfig } from '../../core/models/registry';
import { largestText, modelFileError, parseJson } from '../../core/model/model-file';
import { textIn } from '../../core/model/packed-text';
import type { ModelText } from '../read-model';
import { readError } from './file-error';

/**
 * A Hugging Face folder: config.json, model.safetensors (or its shards and their index), tokenizer.json,
 * tokenizer_config.json. Or an exported int8 model, whose weights are then the rounded ones, in float32; the temperature that
 * divides its logits is left out.
 */
export interface ModelFolder {
  readonly config: ModelConfig;
  /** config.json as it stands in the folder. Whoever writes the folder again needs it. */
  readonly configJson: Readonly<Record<string, unknown>>;
  readonly parameters: Parameters;
  readonly tokenizerJson: unknown;
  readonly tokenizerConfig: unknown;
}

const WEIGHTS = 'model.safetensors';
const MANIFEST = 'manifest.json';

/**
 * Files that hold the same in a form that only Python reads, and a command of Python that writes the form that is read
 * here.
 */
const pythonFiles = {
  [WEIGHTS]: {
    others: ['pytorch_model.bin', 'pytorch_model.bin.index.json'],
    rewrite: (folder: string) =>
      `from transformers import AutoModelForSequenceClassification as M; M.from_pretrained(${quoted(folder)}).save_pretrained(${quoted(folder)})`,
  },
  'tokenizer.json': {
    others: ['spiece.model', 'sentencepiece.bpe.model', 'vocab.txt', 'vocab.json'],
    rewrite: (folder: string) =>
      `from transformers import AutoTokenizer as T; T.from_pretrained(${quoted(folder)}).save_pretrained(${quoted(folder)})`,
  },
} as const;

/** @throws Error when there is no such folder */
export async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory()) return;
  throw new Error(
    `${found ? `${folder} is no folder` : `there is no model folder ${folder}`}; ` +
      'give the folder that holds config.json and the other files of the model',
  );
}

/** A folder as it was read. Its checkpoint has not yet been checked against its config.json. */
export interface FolderContents extends Omit<ModelFolder, 'parameters'> {
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/**
 * Reads the Hugging Face folder of a classifier.
 * @throws Error naming the file that is missing or cannot be read, or the folder and what in it is wrong
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const { tensors, ...contents } = await readFolderContents(folder);
  const { config } = contents;
  return inFolder(folder, () => {
    const parameters = readCheckpoint(config, tensors);
    requireClassifier(config, parameters);
    return { ...contents, parameters };
  });
}

/** Adds the name of the folder to an error. */
function inFolder<T>(folder: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new Error(`${folder}: ${(cause as Error).message}`, { cause });
  }
}

/**
 * Reads a Hugging Face folder, and does not check its tensors: they may be those of an encoder without a classifier.
 * @throws Error as `readModelFolder` does, except for tensors that are missing or have another shape
 */
export async function readFolderContents(folder: string): Promise<FolderContents> {
  const configJson = (await readJson(folder, 'config.json')) as Readonly<Record<string, unknown>>;
  const config = inFolder(folder, () => parseModelConfig(configJson));
  adviseOn(folder, 'tokenizer.json');
  const tokenizerJson = await readJson(folder, 'tokenizer.json');
  const tokenizerConfig = await readJson(folder, 'tokenizer_config.json').catch((error: Error) => {
    if ((error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return {};
    throw error;
  });
  return { config, configJson, tensors: await readTensors(folder, config), tokenizerJson, tokenizerConfig };
}

async function readTensors(folder: string, config: ModelConfig): Promise<ReadonlyMap<string, Tensor>> {
  const isWhole = existsSync(join(folder, WEIGHTS));
  const isSharded = !isWhole && existsSync(join(folder, SHARD_INDEX));
  if (!isWhole && !isSharded && existsSync(join(folder, MANIFEST))) return readExported(folder, config);
  if (!isSharded) adviseOn(folder, WEIGHTS);
  try {
    return isSharded
      ? await readShards(await readJson(folder, SHARD_INDEX), (name) => readBytes(folder, name))
      : readSafetensors(await readBytes(folder, WEIGHTS));
  } catch (cause) {
    if (!(cause instanceof SafetensorsError)) throw cause;
    throw new Error(`${isSharded ? folder : join(folder, WEIGHTS)}: ${cause.message}`, { cause });
  }
}

/** @throws Error where the folder's weights are not int8, or not those that its manifest describes */
async function readExported(folder: string, config: ModelConfig): Promise<ReadonlyMap<string, Tensor>> {
  const path = join(folder, MANIFEST);
  const manifest = readManifest(await readJson(folder, MANIFEST), path);
  requireSameModel(manifest, config, path);
  const { weights } = manifest.files;
  const bytes = await readBytes(folder, weights);
  if (createHash('sha256').update(bytes).digest('hex') !== manifest.hashes[weights]) {
    throw modelFileError(
      join(folder, weights),
      'it is not the file that the manifest describes (its SHA-256 differs)',
    );
  }
  const packed = storedWeights(config, manifest, bytes);
  if (packed) return floatWeights(config, packed);
  throw new Error(`${folder} is an exported model that is not int8: give the folder it was exported from`);
}

/** @throws Error saying what to run, when a file is missing and one beside it holds the same for Python alone */
function adviseOn(folder: string, name: keyof typeof pythonFiles): void {
  if (existsSync(join(folder, name))) return;
  const { others, rewrite } = pythonFiles[name];
  const other = others.find((file) => existsSync(join(folder, file)));
  if (other === undefined) return;
  throw new Error(
    `${folder} has ${other} but no ${name}. With transformers installed, this writes it: python -c "${rewrite(folder)}"`,
  );
}

/** A string of Python that stands within double quotes of a shell. */
function quoted(text: string): string {
  return `'${text.replace(/[\\'"$`]/g, '\\$&')}'`;
}

/** @throws Error naming the file when it is missing, too large or no JSON; the cause is the file system's error */
export async function readJson(folder: string, name: string): Promise<unknown> {
  return parseJson((await readText(folder, name)).text, join(folder, name));
}

/** Reads a text file of a model. @throws Error as `readJson` */
export async function readText(folder: string, name: string): Promise<ModelText> {
  const bytes = await readBytes(
    folder,
    name,
    ({ size }) => size <= largestText || `it has ${size} bytes, too many to read`,
  );
  const file = join(folder, name);
  return { file, text: textIn(bytes, file) };
}

/**
 * @param fits gets the file's size before it is read; returns true, or what is wrong with it
 * @throws Error naming the file; the cause is the file system's error
 */
export async function readBytes(
  folder: string,
  name: string,
  fits: (stats: { readonly size: number }) => true | string = () => true,
): Promise<Uint8Array<ArrayBuffer>> {
  const path = join(folder, name);
  let problem: true | string;
  try {
    problem = fits(await stat(path));
    if (problem === true) {
      const buffer = await readFile(path);
      return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    }
  } catch (cause) {
    throw readError(path, cause);
  }
  throw new Error(`cannot read ${path}: ${problem}`);
}
