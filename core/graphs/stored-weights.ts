import type { ModelManifest } from '../model/manifest';
import type { ExternalData } from '../onnx/types';
import type { ModelConfig } from '../models/model-config';
import type { LaidOutWeights, PackedTensor } from './packed-weights';

/**
 * The weights file of an exported int8 model, as `packWeights` laid it out. Null if the manifest does not say how it is
 * laid out.
 * @param bytes of the weights file
 */
export function storedWeights<Bytes extends Uint8Array>(
  { names }: ModelConfig,
  { parameters, wordEmbeddings, vocabularySize, embeddingSize, files }: ModelManifest,
  bytes: Bytes,
): (LaidOutWeights & { readonly bytes: Bytes }) | null {
  if (!parameters) return null;
  const { weights: location } = files;
  const entries = {
    ...parameters,
    [names.words]: { ...wordEmbeddings, shape: [vocabularySize, embeddingSize] },
  };
  const tensors = Object.entries(entries).map(([name, { shape, offset, scalesOffset }]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    if (scalesOffset === undefined)
      return [name, { dataType: 'float32', shape, external: at(offset, 4 * size) }];
    const scales = name === names.words ? shape[0]! : shape[1]!;
    return [
      name,
      { dataType: 'int8', shape, external: at(offset, size), scales: at(scalesOffset, 4 * scales) },
    ];
  });
  return { bytes, tensors: new Map(tensors as [string, PackedTensor][]) };

  function at(offset: number, length: number): ExternalData {
    return { location, offset, length };
  }
}
