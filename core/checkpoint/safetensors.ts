import { widenHalf } from '../math/float16';

/** A weight as float32, row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A safetensors file that cannot be read, or that lacks what the model needs. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';
}

/** What a header says of a tensor; places are bytes behind the header. */
export interface StoredTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

const HEADER_LENGTH_BYTES = 8;
// The reference implementation's own limit (safetensors, MAX_HEADER_SIZE).
const MAX_HEADER_BYTES = 100_000_000;
const FLOAT_BYTES: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2 };

/**
 * Reads a safetensors file (https://huggingface.co/docs/safetensors, "Format"): F32, F16 and BF16 tensors become
 * float32, each in memory of its own. I64 tensors are left out: they are index buffers (`embeddings.position_ids`),
 * never weights.
 * @throws SafetensorsError for a truncated file, a malformed header, another data type, a value that is not finite
 */
export function readSafetensors(
  file: ArrayBuffer | Uint8Array,
): Map<string, { shape: number[]; data: Float32Array }> {
  const bytes = file instanceof Uint8Array ? file : new Uint8Array(file);
  const { entries, dataStart } = readHeader(bytes);
  const tensors = new Map<string, { shape: number[]; data: Float32Array }>();
  for (const [name, entry] of weightsOf(entries, dataStart, bytes.length)) {
    // Tensors need not be aligned within the file: the copy starts a buffer of its own.
    const raw = new Uint8Array(bytes.subarray(dataStart + entry.begin, dataStart + entry.end)).buffer;
    tensors.set(name, { shape: [...entry.shape], data: readNumbers(name, entry.dtype, raw, 0) });
  }
  return tensors;
}

/**
 * The tensors of a header that are weights, each held against its file's size.
 * @param size bytes of the whole file
 * @throws SafetensorsError for a file that is truncated or too long, another data type, a size that is not that of the shape
 */
export function weightsOf(
  entries: ReadonlyMap<string, StoredTensor>,
  dataStart: number,
  size: number,
): Map<string, StoredTensor> {
  const available = size - dataStart;
  const weights = new Map<string, StoredTensor>();
  let used = 0;
  for (const [name, entry] of entries) {
    used = Math.max(used, entry.end);
    if (entry.end > available) {
      throw new SafetensorsError(
        `The safetensors file is truncated: tensor "${name}" ends at byte ${dataStart + entry.end} of ${size}. ` +
          'Copy or download it again.',
      );
    }
    if (entry.dtype === 'I64') continue;
    const bytes = FLOAT_BYTES[entry.dtype];
    if (bytes === undefined) {
      throw new SafetensorsError(
        `Tensor "${name}" has data type ${entry.dtype}; F32, F16 and BF16 can be read. Save the model in one of these.`,
      );
    }
    const count = entry.shape.reduce((product, extent) => product * extent, 1);
    if (entry.end - entry.begin !== count * bytes) {
      throw new SafetensorsError(
        `The safetensors header is wrong: tensor "${name}" of shape [${entry.shape.join(', ')}] in ${entry.dtype} ` +
          `takes ${count * bytes} bytes, its data_offsets say ${entry.end - entry.begin}.`,
      );
    }
    weights.set(name, entry);
  }
  if (used < available) {
    throw new SafetensorsError(
      `The safetensors file has ${available - used} bytes that belong to no tensor: its header is wrong.`,
    );
  }
  return weights;
}

/**
 * A tensor's numbers, or some of them, in float32.
 * @param raw their bytes, a buffer of their own
 * @param first index of the first of them in the tensor
 * @throws SafetensorsError naming a value that is not finite
 */
export function readNumbers(name: string, dtype: string, raw: ArrayBuffer, first: number): Float32Array {
  const data = widen(raw, dtype);
  requireFinite(name, data, first);
  return data;
}

/** Bytes of one number of a tensor. */
export function numberBytes({ dtype }: StoredTensor): number {
  return FLOAT_BYTES[dtype]!;
}

/**
 * Writes float32 tensors as a safetensors file, in the order of the map. `metadata` becomes the header's
 * `__metadata__`; transformers refuses a model file without `{ format: 'pt' }`.
 * @throws SafetensorsError when a shape does not hold its data
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = metadata ? { __metadata__: metadata } : {};
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    const count = shape.reduce((product, extent) => product * extent, 1);
    if (count !== data.length) {
      throw new SafetensorsError(
        `Tensor "${name}" of shape [${shape.join(', ')}] has ${data.length} values.`,
      );
    }
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // The header is padded with blanks, so that the data start at a multiple of eight.
  const headerLength = Math.ceil(json.length / 8) * 8;
  const dataStart = HEADER_LENGTH_BYTES + headerLength;
  const file = new Uint8Array(dataStart + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.fill(0x20, HEADER_LENGTH_BYTES, dataStart);
  file.set(json, HEADER_LENGTH_BYTES);
  let position = dataStart;
  for (const { data } of tensors.values()) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return file;
}

/** Nothing that is computed from such a weight means anything. */
function requireFinite(name: string, data: Float32Array, first: number): void {
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new SafetensorsError(
    `Tensor "${name}" holds ${data[at]} at index ${first + at}: weights are finite numbers. ` +
      'The file is damaged, or its training diverged; take another copy or an earlier checkpoint.',
  );
}

function readHeader(bytes: Uint8Array): SafetensorsHeader {
  const dataStart = headerEnd(bytes, bytes.length);
  return { entries: parseHeader(bytes.subarray(HEADER_LENGTH_BYTES, dataStart)), dataStart };
}

export interface SafetensorsHeader {
  readonly entries: ReadonlyMap<string, StoredTensor>;
  /** Where the header ends and the data begin. */
  readonly dataStart: number;
}

/**
 * Where a file's header ends.
 * @param start at least the first 8 bytes, where the file has them
 * @param size bytes of the whole file
 * @throws SafetensorsError when the file is too short, or no such file
 */
export function headerEnd(start: Uint8Array, size: number): number {
  if (size < HEADER_LENGTH_BYTES) {
    throw new SafetensorsError(`Not a safetensors file, or truncated: it has ${size} bytes.`);
  }
  const length = Number(new DataView(start.buffer, start.byteOffset).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES) {
    throw new SafetensorsError(
      otherFile(start) ?? `Not a safetensors file: its first 8 bytes state a header of ${length} bytes.`,
    );
  }
  const end = HEADER_LENGTH_BYTES + length;
  if (end > size) {
    throw new SafetensorsError(
      `The safetensors file is truncated within its header (${size} bytes, the header ends at ${end}).`,
    );
  }
  return end;
}

/** What a file is that often stands in the place of one, by its first bytes; null where they do not tell. */
function otherFile(start: Uint8Array): string | null {
  const text = new TextDecoder().decode(start.subarray(0, HEADER_LENGTH_BYTES)).toLowerCase();
  if (/^<(?:!|html)/.test(text)) {
    return 'Not a safetensors file but a web page: the page about the file was saved in its place. Download the file itself.';
  }
  if (text.startsWith('version ')) {
    return 'Not the safetensors file but a pointer to it, as Git LFS leaves it. Run git lfs pull, or download the file itself.';
  }
  return null;
}

/** @param json the header's bytes, without its length. @throws SafetensorsError when they are no header */
export function parseHeader(json: Uint8Array): Map<string, StoredTensor> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch (error) {
    throw new SafetensorsError(
      `Not a safetensors file: its header is no valid JSON (${(error as Error).message}).`,
    );
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw new SafetensorsError('Not a safetensors file: its header is no JSON object.');
  }
  const entries = new Map<string, StoredTensor>();
  for (const [name, value] of Object.entries(header)) {
    if (name !== '__metadata__') entries.set(name, parseEntry(name, value));
  }
  return entries;
}

function parseEntry(name: string, value: unknown): StoredTensor {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
    throw new SafetensorsError(
      `The safetensors header is wrong at "${name}": it needs dtype, shape and data_offsets.`,
    );
  }
  const [begin = 0, end = 0] = offsets;
  if (begin > end) {
    throw new SafetensorsError(
      `The safetensors header is wrong: "${name}" ends (${end}) before it begins (${begin}).`,
    );
  }
  return { dtype, shape, begin, end };
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((entry) => Number.isSafeInteger(entry) && entry >= 0);
}

function widen(raw: ArrayBuffer, dtype: string): Float32Array {
  if (dtype === 'F32') return new Float32Array(raw);
  const half = new Uint16Array(raw);
  const bits = new Uint32Array(half.length);
  if (dtype === 'BF16') {
    for (let i = 0; i < half.length; i++) bits[i] = half[i]! << 16;
  } else {
    for (let i = 0; i < half.length; i++) bits[i] = widenHalf(half[i]!);
  }
  return new Float32Array(bits.buffer);
}
