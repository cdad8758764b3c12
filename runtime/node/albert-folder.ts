import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCheckpoint, type Parameters } from '../../core/albert/checkpoint';
import { parseAlbertConfig, type AlbertConfig } from '../../core/albert/config';
import { readSafetensors } from '../../core/albert/safetensors';

/** A Hugging Face ALBERT folder: config.json, model.safetensors, tokenizer.json, tokenizer_config.json. */
export interface AlbertFolder {
  readonly config: AlbertConfig;
  /** config.json as it stands, for whoever writes the folder anew. */
  readonly configJson: Readonly<Record<string, unknown>>;
  readonly parameters: Parameters;
  readonly tokenizerJson: unknown;
  readonly tokenizerConfig: unknown;
}

/**
 * @throws Error naming the file that is missing or cannot be read, or what in it is wrong
 */
export async function readAlbertFolder(folder: string): Promise<AlbertFolder> {
  const configJson = (await readJson(folder, 'config.json')) as Readonly<Record<string, unknown>>;
  const config = parseAlbertConfig(configJson);
  const tokenizerJson = await readJson(folder, 'tokenizer.json');
  const tokenizerConfig = await readJson(folder, 'tokenizer_config.json').catch((error: Error) => {
    if ((error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return {};
    throw error;
  });
  const parameters = readCheckpoint(config, readSafetensors(await readBytes(folder, 'model.safetensors')));
  return { config, configJson, parameters, tokenizerJson, tokenizerConfig };
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
