import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { withNewParameters } from '../../core/checkpoint/checkpoint';
import { parseModelConfig } from '../../core/models/registry';
import { forwardGraph, type Arithmetic } from '../../core/graphs/inference-graphs';
import { modelFiles } from '../../core/graphs/model-files';
import { storedWeights } from '../../core/graphs/stored-weights';
import type { ModelManifest } from '../../core/model/manifest';
import { readWordEmbeddings } from '../../core/model/word-embeddings';
import { Random } from '../../core/math/random';
import { normalNumbers } from '../../finetune/base/random-base';
import probes from '../../finetune/export/probes.json';
import { shippedModel } from '../../finetune/shipped-model';
import { compileKernels } from '../../test/kernels';
import { sessionForward, type Forward, type TokenBatch } from '../forward';
import { openSession } from '../node/session';
import { createTokenizer } from '../tokenizer';
import { KernelClassifier } from './classifier';
import type { Kernels } from './kernels';
import { fitsKernels } from './layers';
import { StoredParameters } from './parameters';

let kernels: WebAssembly.Module;

beforeAll(async () => {
  kernels = await compileKernels();
});

const shape = {
  model_type: 'albert',
  vocab_size: 60,
  embedding_size: 12,
  hidden_size: 40,
  num_hidden_layers: 3,
  num_attention_heads: 5,
  intermediate_size: 136,
  max_position_embeddings: 24,
  initializer_range: 0.2,
  id2label: { 0: 'negative', 1: 'neutral', 2: 'positive' },
};

interface Sides {
  readonly ours: KernelClassifier;
  readonly memory: WebAssembly.Memory;
  runtime(arithmetic: Arithmetic): Promise<Forward>;
}

/** A model on the kernels, and the same on the runtime. */
function sidesOf(configJson: object, manifest: ModelManifest, bytes: Uint8Array<ArrayBuffer>): Sides {
  const config = parseModelConfig(configJson);
  const weights = storedWeights(config, manifest, bytes)!;
  const { temperature } = manifest;
  const instance = new WebAssembly.Instance(kernels).exports as unknown as Kernels;
  return {
    memory: instance.memory,
    ours: new KernelClassifier(instance, {
      config,
      parameters: new StoredParameters(weights),
      embeddings: readWordEmbeddings(manifest, bytes),
      temperature,
    }),
    async runtime(arithmetic) {
      const graph = forwardGraph(config, weights, { temperature, arithmetic });
      const externalData = [{ path: manifest.files.weights, data: bytes }];
      return sessionForward(
        ort.Tensor,
        await openSession({ graph, what: arithmetic, externalData }, { device: 'cpu' }),
      );
    },
  };
}

/** A model of random weights. */
function randomSides(changes: object): Sides {
  const configJson = { ...shape, ...changes };
  const config = parseModelConfig(configJson);
  const parameters = withNewParameters(config, new Map(), normalNumbers(1));
  const temperature = 1.5;
  const { files, ...layout } = modelFiles(config, parameters, { precision: 'int8', temperature });
  const manifest = {
    ...layout,
    temperature,
    vocabularySize: config.vocabularySize,
    embeddingSize: config.embeddingSize,
    files: { weights: 'weights.bin' },
  } as unknown as ModelManifest;
  return sidesOf(configJson, manifest, files.get('weights.bin')!);
}

/** Random rows. All but the first have tokens that must not be attended to. */
function randomBatch(rows: number, length: number, vocabulary: number): TokenBatch {
  const random = new Random(rows);
  return {
    ids: Int32Array.from({ length: rows * length }, () => random.integer(vocabulary)),
    mask: Uint8Array.from({ length: rows * length }, (_, at) =>
      at < length || at % length === 0 || random.uniform() < 0.8 ? 1 : 0,
    ),
    rows,
    length,
  };
}

function meanDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}

const run = ({ ours }: Sides, { ids, mask, rows, length }: TokenBatch) =>
  ours.logits(ids, mask, rows, length);

describe('KernelClassifier', () => {
  it.each([
    ['gelu_new', { hidden_act: 'gelu_new' }],
    ['gelu', { hidden_act: 'gelu' }],
    ['relu', { hidden_act: 'relu' }],
    ['groups of layers', { num_hidden_groups: 2, inner_group_num: 2 }],
    ['one layer', { num_hidden_layers: 1 }],
    ['a BERT', { model_type: 'bert', hidden_act: 'gelu' }],
    ['a RoBERTa', { model_type: 'roberta', hidden_act: 'gelu', max_position_embeddings: 26 }],
    ['an ELECTRA', { model_type: 'electra', hidden_act: 'gelu' }],
    [
      'a DistilBERT',
      { model_type: 'distilbert', dim: 40, n_layers: 3, n_heads: 5, hidden_dim: 136, activation: 'gelu' },
    ],
  ])('answers as the runtime does in float, within what integers cost it: %s', async (_, changes) => {
    const sides = randomSides(changes);
    const batch = randomBatch(9, 21, shape.vocab_size);
    const float = await (await sides.runtime('float')).logits(batch);
    const integer = await (await sides.runtime('unsigned-integer')).logits(batch);
    const spread = meanDifference(float, new Float32Array(float.length));
    const cost = meanDifference(run(sides, batch), float);
    expect(cost).toBeLessThan(0.05 * spread);
    // The steps of the kernels are twice as wide as those of the runtime, and such short rows have few ranges to
    // compensate.
    expect(cost).toBeLessThan(2.5 * meanDifference(integer, float));
  });

  it('is nearer to float than the integers of the runtime, on the shipped model and sentences', async () => {
    const json = async (name: string): Promise<unknown> =>
      JSON.parse(await readFile(`${shippedModel}/${name}`, 'utf8'));
    const manifest = (await json('manifest.json')) as ModelManifest;
    const bytes = new Uint8Array(await readFile(`${shippedModel}/${manifest.files.weights}`));
    const sides = sidesOf((await json('config.json')) as object, manifest, bytes);
    const tokenizer = createTokenizer(await json('tokenizer.json'), await json('tokenizer_config.json'));
    const [float, integer] = [await sides.runtime('float'), await sides.runtime('unsigned-integer')];
    let [ours, theirs] = [0, 0];
    const texts = Object.values(probes).flat();
    for (const { text } of texts) {
      const ids = Int32Array.from(tokenizer.tokenize(text).tokens, ({ id }) => id);
      const batch = { ids, mask: new Uint8Array(ids.length).fill(1), rows: 1, length: ids.length };
      const expected = await float.logits(batch);
      ours += meanDifference(run(sides, batch), expected) / texts.length;
      theirs += meanDifference(await integer.logits(batch), expected) / texts.length;
    }
    expect(ours).toBeLessThan(0.02);
    expect(ours).toBeLessThan(theirs);
  });

  it.each([
    ['an ALBERT', {}],
    ['groups of layers', { num_hidden_groups: 2, inner_group_num: 2, hidden_act: 'gelu' }],
    ['a BERT', { model_type: 'bert', hidden_act: 'relu' }],
  ])('gives a row the same bytes whatever stands beside and behind it: %s', (_, changes) => {
    const sides = randomSides(changes);
    const length = 13;
    const batch = randomBatch(7, length, shape.vocab_size);
    const together = run(sides, batch);
    expect(together.every(Number.isFinite)).toBe(true);
    for (let row = 0; row < batch.rows; row++) {
      const ids = batch.ids.slice(row * length, (row + 1) * length);
      const mask = batch.mask.slice(row * length, (row + 1) * length);
      const expected = together.slice(3 * row, 3 * row + 3);
      for (let padded = length; padded <= 24; padded++) {
        const [longer, shown] = [new Int32Array(padded), new Uint8Array(padded)];
        longer.set(ids);
        shown.set(mask);
        expect(sides.ours.logits(longer, shown, 1, padded), `${row}, ${padded}`).toEqual(expected);
      }
    }
  });

  it('keeps its memory: a hundred batches grow it no further than the largest', () => {
    const sides = randomSides({});
    run(sides, randomBatch(64, 24, shape.vocab_size));
    const before = sides.memory.buffer.byteLength;
    for (let i = 0; i < 100; i++) run(sides, randomBatch(1 + (i % 64), 24, shape.vocab_size));
    expect(sides.memory.buffer.byteLength).toBe(before);
  });

  it('refuses a token outside of the vocabulary', () => {
    const batch = { ids: Int32Array.of(2, 60, 3), mask: Uint8Array.of(1, 1, 1), rows: 1, length: 3 };
    expect(() => run(randomSides({}), batch)).toThrow('token id 60 is outside the vocabulary of 60');
  });
});

describe('fitsKernels', () => {
  it('takes the sizes of published models, and refuses what tiles do not fit and attention by distance', () => {
    const config = parseModelConfig(shape);
    for (const [hiddenSize, heads, intermediateSize] of [
      [312, 12, 1248],
      [768, 12, 3072],
      [4096, 64, 16384],
    ] as const) {
      const fits = (hiddenSize / heads) % 4 === 0;
      expect(fitsKernels({ ...config, hiddenSize, heads, intermediateSize })).toBe(fits);
    }
    expect(fitsKernels({ ...config, intermediateSize: 66 })).toBe(false);
    expect(fitsKernels({ ...config, embeddingSize: 6 })).toBe(false);
    const names = { ...config.names, distances: 'distances.weight' };
    expect(fitsKernels({ ...config, names })).toBe(false);
  });
});
