import { SafetensorsError, readSafetensors, type Tensor } from './safetensors';

/** The file that says which tensor of a checkpoint lies in which shard. */
export const SHARD_INDEX = 'model.safetensors.index.json';

/**
 * Reads a checkpoint that is spread over several safetensors files, one file at a time.
 * @param index the parsed model.safetensors.index.json
 * @param read gives the bytes of a file beside the index
 * @throws SafetensorsError when the index names no file, or naming the file that cannot be read
 */
export async function readShards(
  index: unknown,
  read: (name: string) => Promise<Uint8Array>,
): Promise<Map<string, Tensor>> {
  const tensors = new Map<string, Tensor>();
  for (const name of shardNames(index)) {
    try {
      for (const [tensor, data] of readSafetensors(await read(name))) tensors.set(tensor, data);
    } catch (cause) {
      throw cause instanceof SafetensorsError
        ? new SafetensorsError(`${name}: ${cause.message}`, { cause })
        : cause;
    }
  }
  return tensors;
}

/** The files that an index names, each once. @throws SafetensorsError naming what leads elsewhere */
export function shardNames(index: unknown): Set<string> {
  const { weight_map: map } = (index ?? {}) as { readonly weight_map?: unknown };
  const names = Object.values(typeof map === 'object' && map !== null ? map : {}) as unknown[];
  if (names.length === 0) throw new SafetensorsError(`${SHARD_INDEX} names no files in its weight_map.`);
  return new Set(names.map(shardName));
}

/** Shards lie beside the index. A name that leads elsewhere is refused. */
function shardName(name: unknown): string {
  if (typeof name === 'string' && /^[^/\\]+\.safetensors$/.test(name)) return name;
  throw new SafetensorsError(
    `${SHARD_INDEX} names ${JSON.stringify(name)} in its weight_map: that is no .safetensors file beside it.`,
  );
}
