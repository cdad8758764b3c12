import { readSafetensors, type Tensor } from '../../core/albert/safetensors';
import { readBytes, readJson } from '../../runtime/node/albert-folder';

/** What a run starts from, as it was read. */
export interface Base {
  /** Names it in messages. */
  readonly name: string;
  readonly configJson: Readonly<Record<string, unknown>>;
  readonly tokenizerJson: unknown;
  readonly tokenizerConfig: unknown;
  /** The checkpoint's tensors; null where there is none and all weights start fresh. */
  readonly tensors: ReadonlyMap<string, Tensor> | null;
}

/**
 * Reads a Hugging Face folder.
 * @throws Error naming the file that is missing or cannot be read
 */
export async function readBase(folder: string): Promise<Base> {
  const configJson = await readJson(folder, 'config.json');
  if (typeof configJson !== 'object' || configJson === null || Array.isArray(configJson))
    throw new Error(`${folder}/config.json holds no JSON object`);
  return {
    name: folder,
    configJson: configJson as Readonly<Record<string, unknown>>,
    tokenizerJson: await readJson(folder, 'tokenizer.json'),
    tokenizerConfig: await readJson(folder, 'tokenizer_config.json').catch((error: Error) => {
      if ((error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return {};
      throw error;
    }),
    tensors: readSafetensors(await readBytes(folder, 'model.safetensors')),
  };
}
