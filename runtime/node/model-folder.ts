import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCheckpoint, type Parameters } from '../../core/checkpoint/checkpoint';
import { SafetensorsError, readSafetensors, type Tensor } from '../../core/checkpoint/safetensors';
import { SHARD_INDEX, readShards } from '../../core/checkpoint/shards';
import type { ModelConfig } from '../../core/models/model-config';
import { parseModelConfig } from '../../core/models/registry';

/**
 * A Hugging Face folder: config.json, model.safetensors (or its shards and their index), tokenizer.json,
 * tokenizer_config.json.
 */
export interface ModelFolder {
  readonly config: ModelConfig;
  /** config.json as it stands, for whoever writes the folder anew. */
  readonly configJson: Readonly<Record<string, unknown>>;
  readonly parameters: Parameters;
  readonly tokenizerJson: unknown;
  readonly tokenizerConfig: unknown;
}

const WEIGHTS = 'model.safetensors';

/** Files that hold what is missing in a form that only Python reads, and how it writes them as they are read here. */
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

/**
 * @throws Error naming the file that is missing or cannot be read, or what in it is wrong
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const configJson = (await readJson(folder, 'config.json')) as Readonly<Record<string, unknown>>;
  const config = parseModelConfig(configJson);
  adviseOn(folder, 'tokenizer.json');
  const tokenizerJson = await readJson(folder, 'tokenizer.json');
  const tokenizerConfig = await readJson(folder, 'tokenizer_config.json').catch((error: Error) => {
    if ((error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return {};
    throw error;
  });
  const parameters = readCheckpoint(config, await readTensors(folder));
  return { config, configJson, parameters, tokenizerJson, tokenizerConfig };
}

async function readTensors(folder: string): Promise<ReadonlyMap<string, Tensor>> {
  const isWhole = existsSync(join(folder, WEIGHTS));
  const isSharded = !isWhole && existsSync(join(folder, SHARD_INDEX));
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

/** A string of Python within double quotes of a shell. */
function quoted(text: string): string {
  return `'${text.replace(/[\\'"$`]/g, '\\$&')}'`;
}

/** @throws Error naming the file when it is missing or no JSON; the cause is the file system's error */
export async function readJson(folder: string, name: string): Promise<unknown> {
  const text = new TextDecoder().decode(await readBytes(folder, name));
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${join(folder, name)} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

/** @throws Error naming the file; the cause is the file system's error */
export async function readBytes(folder: string, name: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const buffer = await readFile(join(folder, name));
    return new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength);
  } catch (cause) {
    const reason =
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (cause as Error).message;
    throw new Error(`cannot read ${join(folder, name)}: ${reason}`, { cause });
  }
}
