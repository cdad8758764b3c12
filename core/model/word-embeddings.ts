import { fromFloat16 } from '../math/float16';
import type { ModelManifest } from './manifest';

/** The table of a model's word embeddings, read row by row from its weights file. */
export interface WordEmbeddings {
  /** Numbers a row. */
  readonly size: number;
  readonly vocabularySize: number;
  /** Rows of token ids, [ids.length, size], in float32. @throws RangeError for an id outside the vocabulary */
  rows(ids: ArrayLike<number>): Float32Array;
}

/** The part of a manifest that says how the table lies in the weights file. */
export type TableLayout = Pick<ModelManifest, 'embeddingSize' | 'vocabularySize' | 'wordEmbeddings'>;

/** The table that the manifest describes. Its numbers are those with which the graphs compute. */
export function readWordEmbeddings(layout: TableLayout, weights: Uint8Array): WordEmbeddings {
  const { embeddingSize: size, vocabularySize } = layout;
  const copyRow = rowReader(layout, weights);
  return {
    size,
    vocabularySize,
    rows(ids) {
      const rows = new Float32Array(ids.length * size);
      for (let at = 0; at < ids.length; at++) {
        const id = ids[at]!;
        if (!(id >= 0 && id < vocabularySize)) {
          throw new RangeError(`token id ${id} is outside the vocabulary of ${vocabularySize}`);
        }
        copyRow(id, rows, at * size);
      }
      return rows;
    },
  };
}

/** Writes one row of the table to `to`, from `start` on. A function a number would make garbage of each of them. */
type RowReader = (row: number, to: Float32Array, start: number) => void;

function rowReader({ embeddingSize, wordEmbeddings }: TableLayout, weights: Uint8Array): RowReader {
  const view = new DataView(weights.buffer, weights.byteOffset, weights.byteLength);
  const { offset, dataType, scalesOffset } = wordEmbeddings;
  switch (dataType) {
    case 'float32':
      return (row, to, start) => {
        const from = offset + 4 * row * embeddingSize;
        for (let i = 0; i < embeddingSize; i++) to[start + i] = view.getFloat32(from + 4 * i, true);
      };
    case 'float16':
      return (row, to, start) => {
        const from = offset + 2 * row * embeddingSize;
        for (let i = 0; i < embeddingSize; i++)
          to[start + i] = fromFloat16(view.getUint16(from + 2 * i, true));
      };
    case 'int8': {
      if (scalesOffset === undefined)
        throw new Error('manifest.json: int8 word embeddings need a scalesOffset');
      return (row, to, start) => {
        const scale = view.getFloat32(scalesOffset + 4 * row, true);
        const from = offset + row * embeddingSize;
        for (let i = 0; i < embeddingSize; i++) to[start + i] = view.getInt8(from + i) * scale;
      };
    }
  }
}
