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
  const element = elementReader(layout, weights);
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
        for (let column = 0; column < size; column++) rows[at * size + column] = element(id, column);
      }
      return rows;
    },
  };
}

type ElementReader = (row: number, column: number) => number;

function elementReader({ embeddingSize, wordEmbeddings }: TableLayout, weights: Uint8Array): ElementReader {
  const view = new DataView(weights.buffer, weights.byteOffset, weights.byteLength);
  const { offset, dataType, scalesOffset } = wordEmbeddings;
  const index = (row: number, column: number) => row * embeddingSize + column;
  switch (dataType) {
    case 'float32':
      return (row, column) => view.getFloat32(offset + 4 * index(row, column), true);
    case 'float16':
      return (row, column) => fromFloat16(view.getUint16(offset + 2 * index(row, column), true));
    case 'int8': {
      if (scalesOffset === undefined)
        throw new Error('manifest.json: int8 word embeddings need a scalesOffset');
      return (row, column) =>
        Math.fround(
          view.getInt8(offset + index(row, column)) * view.getFloat32(scalesOffset + 4 * row, true),
        );
    }
  }
}
