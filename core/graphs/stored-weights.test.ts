import { expect, it } from 'vitest';
import type { ModelManifest } from '../model/manifest';
import { parseModelConfig } from '../models/registry';
import { modelFiles } from './model-files';
import { parameterShapes } from '../models/parameters';
import { storedWeights } from './stored-weights';
import { packWeights } from './packed-weights';

const config = parseModelConfig({
  model_type: 'albert',
  vocab_size: 9,
  embedding_size: 4,
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 16,
  max_position_embeddings: 5,
  num_labels: 3,
});
const parameters = new Map(
  [...parameterShapes(config)].map(([name, shape], seed) => [
    name,
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(seed + i)),
  ]),
);

function manifestOf(precision: 'int8' | 'float32'): ModelManifest {
  const { parameters: layout, wordEmbeddings } = modelFiles(config, parameters, {
    precision,
    temperature: 1,
  });
  const { vocabularySize, embeddingSize } = config;
  const files = { weights: 'weights.bin' };
  return {
    ...(layout && { parameters: layout }),
    wordEmbeddings,
    vocabularySize,
    embeddingSize,
    files,
  } as ModelManifest;
}

it('finds every parameter of an exported int8 model where it was packed', () => {
  const packed = packWeights(config, parameters, 'int8', 'weights.bin');
  const found = storedWeights(config, manifestOf('int8'), packed.bytes)!;
  const sorted = (entries: Iterable<[string, unknown]>) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  expect(sorted(found.tensors)).toEqual(sorted(packed.tensors));
});

it('finds none where the manifest states none', () => {
  expect(storedWeights(config, manifestOf('float32'), new Uint8Array(0))).toBeNull();
});
