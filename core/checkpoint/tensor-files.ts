import {
  SafetensorsError,
  headerEnd,
  numberBytes,
  parseHeader,
  readNumbers,
  weightsOf,
  type StoredTensor,
} from './safetensors';

/** A file whose bytes are read where they are wanted: a browser's Blob, a file of Node's. */
export interface ByteSource {
  /** Names it in errors. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Bytes [start, end), a buffer of their own. */
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** A tensor in a file, whose rows are read when they are wanted. */
export interface TensorInFile {
  readonly shape: readonly number[];
  /**
   * Rows [from, from + count) along the first axis, in float32; of a vector, numbers.
   * @throws SafetensorsError naming the file and a value that is not finite
   */
  rows(from: number, count: number): Promise<Float32Array>;
}

/** Long enough for the headers of most models: a second reading fetches what is missing. */
const firstBytes = 65_536;

/**
 * The weights of safetensors files, of which the headers alone are read at first; later files win over earlier ones, as in
 * `readShards`.
 * @throws SafetensorsError naming the file that is truncated, malformed or of another data type
 */
export async function openTensorFiles(sources: readonly ByteSource[]): Promise<Map<string, TensorInFile>> {
  const tensors = new Map<string, TensorInFile>();
  for (const source of sources) {
    await inFile(source, async () => {
      const start = await source.read(0, Math.min(firstBytes, source.size));
      const dataStart = headerEnd(start, source.size);
      const whole = dataStart <= start.length ? start : await source.read(0, dataStart);
      const entries = parseHeader(whole.subarray(8, dataStart));
      for (const [name, entry] of weightsOf(entries, dataStart, source.size)) {
        tensors.set(name, { shape: entry.shape, rows: rowReader(source, dataStart, name, entry) });
      }
    });
  }
  return tensors;
}

function rowReader(
  source: ByteSource,
  dataStart: number,
  name: string,
  entry: StoredTensor,
): TensorInFile['rows'] {
  const width = entry.shape.slice(1).reduce((product, extent) => product * extent, 1);
  const bytes = width * numberBytes(entry);
  return (from, count) =>
    inFile(source, async () => {
      const start = dataStart + entry.begin + from * bytes;
      const raw = await source.read(start, start + count * bytes);
      return readNumbers(name, entry.dtype, raw.buffer, from * width);
    });
}

async function inFile<T>({ name }: ByteSource, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw cause instanceof SafetensorsError
      ? new SafetensorsError(`${name}: ${cause.message}`, { cause })
      : cause;
  }
}
