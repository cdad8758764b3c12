import type { DataType, ExternalData } from '../onnx/types';
import { toFloat16 } from '../math/float16';
import { quantiseRows } from '../onnx/quantise';
import type { Parameters } from '../checkpoint/checkpoint';
import type { ModelConfig } from '../models/model-config';
import { parameterShapes, smallTables } from '../models/parameters';

/** How the matrices of a model are stored. Vectors and small tables are always float32. */
export type Precision = 'float32' | 'float16' | 'int8';

/** Where one parameter lies in the weights file. */
export interface PackedTensor {
  readonly dataType: DataType;
  /** Linear weights are [in, out], the layout MatMul takes; everything else as in the checkpoint. */
  readonly shape: readonly number[];
  readonly external: ExternalData;
  /** int8: float32 scales, one per output of a linear weight, one per row of the embedding table. */
  readonly scales?: ExternalData;
}

export interface PackedWeights {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly tensors: ReadonlyMap<string, PackedTensor>;
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
  const chunks: { readonly offset: number; readonly bytes: Uint8Array }[] = [];
  let size = 0;
  const append = (data: ArrayBufferView): ExternalData => {
    const offset = Math.ceil(size / ALIGNMENT) * ALIGNMENT;
    chunks.push({ offset, bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) });
    size = offset + data.byteLength;
    return { location, offset, length: data.byteLength };
  };

  const tensors = new Map<string, PackedTensor>();
  for (const [name, shape] of parameterShapes(config)) {
    const data = parameters.get(name);
    if (!data) continue;
    tensors.set(name, packParameter(placeOf(config, name), shape, data, precision, append));
  }
  const bytes = new Uint8Array(size);
  for (const chunk of chunks) bytes.set(chunk.bytes, chunk.offset);
  return { bytes, tensors };
}

/** What decides how a matrix is stored: the words' table row by row, a small table as it is, a linear map turned. */
type Place = 'words' | 'table' | 'map';

function placeOf(config: ModelConfig, name: string): Place {
  if (name === config.names.words) return 'words';
  return smallTables(config).has(name) ? 'table' : 'map';
}

function packParameter(
  place: Place,
  shape: readonly number[],
  data: Float32Array,
  precision: Precision,
  append: (data: ArrayBufferView) => ExternalData,
): PackedTensor {
  const [rows, columns] = shape;
  const isTable = place === 'words';
  if (rows === undefined || columns === undefined || place === 'table') {
    return { dataType: 'float32', shape, external: append(data) };
  }
  const stored = isTable ? shape : [columns, rows];
  const layout = <T extends Float32Array | Int8Array | Uint16Array>(elements: T): T =>
    isTable ? elements : transpose(elements, rows, columns);
  switch (precision) {
    case 'float32':
      return { dataType: 'float32', shape: stored, external: append(layout(data)) };
    case 'float16':
      return { dataType: 'float16', shape: stored, external: append(layout(toFloat16(data))) };
    case 'int8': {
      // The checkpoint's rows are the outputs of a linear map and the words of the table: both get their own scale.
      const { values, scales } = quantiseRows(data, rows, columns);
      return { dataType: 'int8', shape: stored, external: append(layout(values)), scales: append(scales) };
    }
  }
}

function transpose<T extends Float32Array | Int8Array | Uint16Array>(
  matrix: T,
  rows: number,
  columns: number,
): T {
  const result = matrix.slice() as T;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = matrix[row * columns + column]!;
    }
  }
  return result;
}
