import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withNewParameters } from '../core/checkpoint/checkpoint';
import { modelFiles } from '../core/graphs/model-files';
import { parseModelConfig } from '../core/models/registry';
import { normalNumbers } from '../finetune/base/random-base';
import type { ModelFiles } from './model-files';
import { openKernels, workerCount } from './open-kernels';

describe('workerCount', () => {
  it.each([
    ['the shipped model on few cores', 4, 8, 6.4e6, 4],
    ['the shipped model on many', 64, 8, 6.4e6, 8],
    ['the shipped model on a phone of 2 GB', 8, 2, 6.4e6, 3],
    ['the shipped model on a phone of 1 GB', 8, 1, 6.4e6, 1],
    ['the shipped model where the memory is not told', 8, undefined, 6.4e6, 6],
    ['a BERT of 110 million parameters', 16, 8, 110e6, 7],
    ['a BERT of 110 million parameters on a tablet', 8, 4, 110e6, 1],
    ['a model that is larger than all copies may be', 16, 8, 1.8e9, 1],
    ['a browser that tells no cores', 0, 8, 6.4e6, 1],
  ])('%s', (_, cores, memory, bytes, workers) => {
    expect(workerCount({ cores, memory }, bytes)).toBe(workers);
  });
});

/** A model of random weights, as far as it is looked at before a worker starts. */
function filesOf(changes: object): ModelFiles {
  const config = parseModelConfig({
    model_type: 'albert',
    vocab_size: 20,
    embedding_size: 8,
    hidden_size: 16,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    intermediate_size: 32,
    max_position_embeddings: 8,
    id2label: { 0: 'no', 1: 'yes' },
    ...changes,
  });
  const parameters = withNewParameters(config, new Map(), normalNumbers(1));
  const { files, ...layout } = modelFiles(config, parameters, { precision: 'int8', temperature: 1 });
  const { vocabularySize, embeddingSize } = config;
  const manifest = { ...layout, vocabularySize, embeddingSize, files: { weights: 'weights.bin' } };
  return { config, manifest, weights: files.get('weights.bin')! } as unknown as ModelFiles;
}

describe('openKernels', () => {
  beforeEach(() => {
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(true);
  });
  afterEach(() => vi.restoreAllMocks());

  const refused = (files: ModelFiles) => expect(openKernels(files, () => undefined)).rejects;

  it('says that the browser has no relaxed SIMD', async () => {
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    await refused(filesOf({})).toThrow('this browser has no relaxed SIMD');
  });

  it('says that a manifest does not tell where the parameters lie', async () => {
    const { manifest, ...files } = filesOf({});
    const silent = { ...manifest, parameters: undefined } as unknown as typeof manifest;
    await refused({ ...files, manifest: silent }).toThrow(
      'its manifest does not say where the parameters lie',
    );
  });

  it('says that a model has attention by distance', async () => {
    await refused(filesOf({ model_type: 'mpnet' })).toThrow('it does not know attention by distance');
  });

  it('says that the sizes of a model do not fit', async () => {
    await refused(filesOf({ intermediate_size: 36 })).toThrow("the model's sizes do not fit its tiles");
  });
});
