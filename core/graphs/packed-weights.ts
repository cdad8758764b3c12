import type { DataType, ExternalData } from '../onnx/types';
import { toFloat16 } from '../math/float16';
import { quantiseRows } from '../onnx/quantise';
import type { Parameters } from '../checkpoint/checkpoint';
import type { TensorInFile } from '../checkpoint/tensor-files';
import type { ModelConfig } from '../models/model-config';
import { parameterShapes, smallTables } from '../models/parameters';

/** How the matrices of a model are stored. Vectors and small tables are always float32. */
export type Precision = 'float32' | 'float16' | 'int8';

/** Where one parameter lies in the weights file. */
export interface PackedTensor {
  readonly dataType: DataType;
  /** Linear weights are [in, out], the layout that MatMul takes. The others are as in the checkpoint. */
  readonly shape: readonly number[];
  readonly external: ExternalData;
  /** int8: float32 scales, one per output of a linear weight, one per row of the embedding table. */
  readonly scales?: ExternalData;
}

/** A weights file, and where its parameters lie. Several threads may share its bytes. */
export interface LaidOutWeights {
  readonly bytes: Uint8Array;
  readonly tensors: ReadonlyMap<string, PackedTensor>;
}

/** The same of a thread's own. */
export interface PackedWeights extends LaidOutWeights {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Offsets are multiples of this, so that every element type can be viewed in place. */
const ALIGNMENT = 64;

/**
 * Lays a model's parameters out in one file that the forward and gradient graphs share.
 * @param location the file's name as the graphs will refer to it
 */
export function packWeights(
  config: ModelConfig,
  parameters: Parameters,
  precision: Precision,
  location: string,
): PackedWeights {
  const { size, tensors } = layOut(config, parameters, precision, location);
  const bytes = new Uint8Array(size);
  for (const [name, tensor] of tensors)
    writeRows(bytes, tensor, placeOf(config, name), 0, parameters.get(name)!);
  return { bytes, tensors };
}

/** Numbers that are read at once; a row that is longer is read whole. */
const blockNumbers = 2 ** 20;

export interface StreamOptions {
  readonly precision: Precision;
  /** The file's name as the graphs will refer to it. */
  readonly location: string;
  /** Told the share of the numbers that are packed. */
  readonly onProgress: (share: number) => void;
}

/**
 * What `packWeights` makes, of parameters that are read from their files a block of rows at a time: beside the packed
 * weights, no more of the model is in memory than one block.
 * @throws SafetensorsError naming the file and a value that is not finite
 */
export async function packFromFiles(
  config: ModelConfig,
  parameters: ReadonlyMap<string, TensorInFile>,
  { precision, location, onProgress }: StreamOptions,
): Promise<PackedWeights> {
  const { size, tensors } = layOut(config, parameters, precision, location);
  const bytes = new Uint8Array(size);
  const count = (name: string) =>
    parameters.get(name)!.shape.reduce((product, extent) => product * extent, 1);
  const all = [...tensors.keys()].reduce((sum, name) => sum + count(name), 0);
  let done = 0;
  for (const [name, tensor] of tensors) {
    const source = parameters.get(name)!;
    const [height = 1] = source.shape;
    const width = count(name) / height;
    const step = Math.max(1, Math.floor(blockNumbers / width));
    for (let from = 0; from < height; from += step) {
      const block = await source.rows(from, Math.min(step, height - from));
      writeRows(bytes, tensor, placeOf(config, name), from, block);
      done += block.length;
      onProgress(done / all);
    }
  }
  return { bytes, tensors };
}

/** Where each parameter of a model will lie. */
function layOut(
  config: ModelConfig,
  parameters: { has(name: string): boolean },
  precision: Precision,
  location: string,
): { readonly size: number; readonly tensors: Map<string, PackedTensor> } {
  let size = 0;
  const append = (length: number): ExternalData => {
    const offset = Math.ceil(size / ALIGNMENT) * ALIGNMENT;
    size = offset + length;
    return { location, offset, length };
  };
  const tensors = new Map<string, PackedTensor>();
  for (const [name, shape] of parameterShapes(config)) {
    if (!parameters.has(name)) continue;
    const place = placeOf(config, name);
    const [rows, columns] = shape;
    const count = shape.reduce((product, extent) => product * extent, 1);
    if (rows === undefined || columns === undefined || place === 'table') {
      tensors.set(name, { dataType: 'float32', shape, external: append(4 * count) });
      continue;
    }
    const stored = place === 'words' ? shape : [columns, rows];
    const external = append(elementBytes[precision] * count);
    // The checkpoint's rows are the outputs of a linear map and the words of the table: both get their own scale.
    const scales = precision === 'int8' ? { scales: append(4 * rows) } : {};
    tensors.set(name, { dataType: precision, shape: stored, external, ...scales });
  }
  return { size, tensors };
}

const elementBytes = { float32: 4, float16: 2, int8: 1 } as const;

/** Writes rows of a parameter, as the checkpoint has them, from the row `from` on. */
function writeRows(
  { buffer }: Uint8Array<ArrayBuffer>,
  { dataType, shape, external, scales: scalesPlace }: PackedTensor,
  place: Place,
  from: number,
  data: Float32Array,
): void {
  const isMap = place === 'map' && shape.length > 1;
  // As the checkpoint has it: maps are turned.
  const [height = 1, width = 1] = isMap
    ? [...shape].reverse()
    : [shape[0], shape.slice(1).reduce((a, b) => a * b, 1)];
  const write = <T extends Float32Array | Int8Array | Uint16Array>(target: T, elements: T) => {
    if (!isMap) {
      target.set(elements, from * width);
      return;
    }
    for (let row = 0; row * width < elements.length; row++) {
      for (let column = 0; column < width; column++) {
        target[column * height + from + row] = elements[row * width + column]!;
      }
    }
  };
  const { offset, length } = external;
  switch (dataType) {
    case 'float32':
      write(new Float32Array(buffer, offset, length / 4), data);
      break;
    case 'float16':
      write(new Uint16Array(buffer, offset, length / 2), toFloat16(data));
      break;
    case 'int8': {
      const { values, scales } = quantiseRows(data, data.length / width, width);
      write(new Int8Array(buffer, offset, length), values);
      new Float32Array(buffer, scalesPlace!.offset, height).set(scales, from);
      break;
    }
    default:
      throw new Error(`weights are not stored as ${dataType}`);
  }
}

/** How a matrix is stored: the table of words row by row, a small table as it is, a linear map transposed. */
type Place = 'words' | 'table' | 'map';

function placeOf(config: ModelConfig, name: string): Place {
  if (name === config.names.words) return 'words';
  return smallTables(config).has(name) ? 'table' : 'map';
}
