import { distanceBuckets } from './distance-buckets';
import { layerMaps, type LayerNames, type ModelConfig } from './model-config';

/** A parameter's shape, as the checkpoint stores it: linear weights are [out, in]. */
export type ParameterShapes = ReadonlyMap<string, readonly number[]>;

/** Every parameter of a classifier and its shape, under transformers' names. */
export function parameterShapes(config: ModelConfig): ParameterShapes {
  const { embeddingSize, hiddenSize, intermediateSize, names } = config;
  const shapes = new Map<string, readonly number[]>();
  const linear = (name: string, inputs: number, outputs: number) => {
    shapes.set(`${name}.weight`, [outputs, inputs]);
    shapes.set(`${name}.bias`, [outputs]);
  };
  const norm = (name: string, size: number) => {
    shapes.set(`${name}.weight`, [size]);
    shapes.set(`${name}.bias`, [size]);
  };
  shapes.set(names.words, [config.vocabularySize, embeddingSize]);
  shapes.set(names.positions, [config.firstPosition + config.maxPositions, embeddingSize]);
  if (names.types !== null) shapes.set(names.types, [config.tokenTypes, embeddingSize]);
  norm(names.embeddingNorm, embeddingSize);
  if (names.mapping !== null) linear(names.mapping, embeddingSize, hiddenSize);
  if (names.distances !== null) shapes.set(names.distances, [distanceBuckets, config.heads]);
  for (const layer of names.layers) {
    for (const part of [layer.query, layer.key, layer.value, layer.dense]) {
      linear(part, hiddenSize, hiddenSize);
    }
    norm(layer.attentionNorm, hiddenSize);
    linear(layer.inner, hiddenSize, intermediateSize);
    linear(layer.output, intermediateSize, hiddenSize);
    norm(layer.outputNorm, hiddenSize);
  }
  linear(names.pooler, hiddenSize, hiddenSize);
  linear(names.classifier, hiddenSize, config.classes.length);
  return shapes;
}

/** Names of the linear maps inside the layers. */
export function layerMapNames({ names }: ModelConfig): ReadonlySet<string> {
  return new Set(names.layers.flatMap((layer: LayerNames) => layerMaps.map((part) => layer[part])));
}

/** Parameters whose rows are looked up by token, place or type: what the embeddings add up from. */
export function embeddingTables({ names }: ModelConfig): readonly string[] {
  return [names.words, names.positions, ...(names.types === null ? [] : [names.types])];
}

/** Small tables, which are kept in float32 and in the checkpoint's layout whatever becomes of the matrices. */
export function smallTables({ names }: ModelConfig): ReadonlySet<string> {
  return new Set([names.positions, names.types, names.distances].filter((name) => name !== null));
}
