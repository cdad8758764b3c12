import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { ModelIdentity } from '../core/analysis/document';
import type { OpenModel } from '../runtime/node/open-model';

/**
 * How documents name a model. An exported model has name and version in its manifest. A Hugging Face folder is called
 * by its name, and its version is a hash of the files that are read.
 * @throws Error when a file of the folder cannot be read
 */
export async function modelIdentity(
  folder: string,
  { manifest }: Pick<OpenModel, 'manifest'>,
): Promise<ModelIdentity> {
  if (manifest) return { name: manifest.name, version: manifest.version };
  const hash = createHash('sha256');
  const files = (await readdir(folder)).filter((file) => /\.safetensors$|^(?:config|tokenizer)/.test(file));
  for (const file of files.sort()) {
    hash.update(`${file}\n`);
    for await (const chunk of createReadStream(join(folder, file))) hash.update(chunk as Uint8Array);
  }
  return { name: basename(resolve(folder)), version: hash.digest('hex').slice(0, 12) };
}
