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

interface HeaderEntry {
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
  const available = bytes.length - dataStart;
  const tensors = new Map<string, { shape: number[]; data: Float32Array }>();
  let used = 0;
  for (const [name, entry] of entries) {
    used = Math.max(used, entry.end);
    if (entry.end > available) {
      throw new SafetensorsError(
        `The safetensors file is truncated: tensor "${name}" ends at byte ${dataStart + entry.end} of ${bytes.length}. ` +
          'Copy or download it again.',
      );
    }
    if (entry.dtype === 'I64') continue;
    const size = FLOAT_BYTES[entry.dtype];
    if (size === undefined) {
      throw new SafetensorsError(
        `Tensor "${name}" has data type ${entry.dtype}; F32, F16 and BF16 can be read. Save the model in one of these.`,
      );
    }
    const count = entry.shape.reduce((product, extent) => product * extent, 1);
    if (entry.end - entry.begin !== count * size) {
      throw new SafetensorsError(
        `The safetensors header is wrong: tensor "${name}" of shape [${entry.shape.join(', ')}] in ${entry.dtype} ` +
          `takes ${count * size} bytes, its data_offsets say ${entry.end - entry.begin}.`,
      );
    }
    // Tensors may be unaligned within the file; a copy starts at the beginning of its own buffer.
    const raw = new Uint8Array(bytes.subarray(dataStart + entry.begin, dataStart + entry.end)).buffer;
    const data = widen(raw, entry.dtype);
    requireFinite(name, data);
    tensors.set(name, { shape: [...entry.shape], data });
  }
  if (used < available) {
    throw new SafetensorsError(
      `The safetensors file has ${available - used} bytes that belong to no tensor: its header is wrong.`,
    );
  }
  return tensors;
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

/** A result that is computed from such a weight means nothing. */
function requireFinite(name: string, data: Float32Array): void {
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new SafetensorsError(
    `Tensor "${name}" holds ${data[at]} at index ${at}: weights are finite numbers. ` +
      'The file is damaged, or its training diverged; take another copy or an earlier checkpoint.',
  );
}

function readHeader(bytes: Uint8Array): { entries: Map<string, HeaderEntry>; dataStart: number } {
  if (bytes.length < HEADER_LENGTH_BYTES) {
    throw new SafetensorsError(`Not a safetensors file, or truncated: it has ${bytes.length} bytes.`);
  }
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES) {
    throw new SafetensorsError(
      `Not a safetensors file: its first 8 bytes state a header of ${length} bytes.`,
    );
  }
  const dataStart = HEADER_LENGTH_BYTES + length;
  if (dataStart > bytes.length) {
    throw new SafetensorsError(
      `The safetensors file is truncated within its header (${bytes.length} bytes, the header ends at ${dataStart}).`,
    );
  }
  let header: unknown;
  try {
    const json = new TextDecoder('utf-8', { fatal: true }).decode(
      bytes.subarray(HEADER_LENGTH_BYTES, dataStart),
    );
    header = JSON.parse(json);
  } catch (error) {
    throw new SafetensorsError(
      `Not a safetensors file: its header is no valid JSON (${(error as Error).message}).`,
    );
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw new SafetensorsError('Not a safetensors file: its header is no JSON object.');
  }
  const entries = new Map<string, HeaderEntry>();
  for (const [name, value] of Object.entries(header)) {
    if (name !== '__metadata__') entries.set(name, parseEntry(name, value));
  }
  return { entries, dataStart };
}

function parseEntry(name: string, value: unknown): HeaderEntry {
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
