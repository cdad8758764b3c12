import { groupOfLayer, type AlbertConfig } from './config';

/** A parameter's shape, as the checkpoint stores it: linear weights are [out, in]. */
export type ParameterShapes = ReadonlyMap<string, readonly number[]>;

export const WORD_EMBEDDINGS = 'albert.embeddings.word_embeddings.weight';
export const POSITION_EMBEDDINGS = 'albert.embeddings.position_embeddings.weight';
export const TYPE_EMBEDDINGS = 'albert.embeddings.token_type_embeddings.weight';
export const EMBEDDING_NORM = 'albert.embeddings.LayerNorm';
export const EMBEDDING_MAPPING = 'albert.encoder.embedding_hidden_mapping_in';
/** What the names of the layers' parameters start with. */
export const LAYERS = 'albert.encoder.albert_layer_groups.';
export const POOLER = 'albert.pooler';
export const CLASSIFIER = 'classifier';

/** Name prefixes of the layers in the order they run; shared groups appear as often as they are used. */
export function layerPrefixes(config: AlbertConfig): string[] {
  return Array.from({ length: config.layers }, (_, layer) => groupOfLayer(config, layer)).flatMap((group) =>
    Array.from({ length: config.innerLayers }, (_, inner) => `${LAYERS}${group}.albert_layers.${inner}`),
  );
}

/** Every parameter of AlbertForSequenceClassification and its shape, under transformers' names. */
export function parameterShapes(config: AlbertConfig): ParameterShapes {
  const { embeddingSize, hiddenSize, intermediateSize } = config;
  const shapes = new Map<string, readonly number[]>();
  const linear = (name: string, inputs: number, outputs: number) => {
    shapes.set(`${name}.weight`, [outputs, inputs]);
    shapes.set(`${name}.bias`, [outputs]);
  };
  const norm = (name: string, size: number) => {
    shapes.set(`${name}.weight`, [size]);
    shapes.set(`${name}.bias`, [size]);
  };
  shapes.set(WORD_EMBEDDINGS, [config.vocabularySize, embeddingSize]);
  shapes.set(POSITION_EMBEDDINGS, [config.maxPositions, embeddingSize]);
  shapes.set(TYPE_EMBEDDINGS, [config.tokenTypes, embeddingSize]);
  norm(EMBEDDING_NORM, embeddingSize);
  linear(EMBEDDING_MAPPING, embeddingSize, hiddenSize);
  for (const prefix of new Set(layerPrefixes(config))) {
    for (const part of ['query', 'key', 'value', 'dense'])
      linear(`${prefix}.attention.${part}`, hiddenSize, hiddenSize);
    norm(`${prefix}.attention.LayerNorm`, hiddenSize);
    linear(`${prefix}.ffn`, hiddenSize, intermediateSize);
    linear(`${prefix}.ffn_output`, intermediateSize, hiddenSize);
    norm(`${prefix}.full_layer_layer_norm`, hiddenSize);
  }
  linear(POOLER, hiddenSize, hiddenSize);
  linear(CLASSIFIER, hiddenSize, config.classes.length);
  return shapes;
}
