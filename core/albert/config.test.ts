import { describe, expect, it } from 'vitest';
import { hasPooler, readCheckpoint, requireClassifier, withNewParameters } from './checkpoint';
import { groupOfLayer, parseAlbertConfig } from './config';
import { layerPrefixes, parameterShapes } from './parameters';

const json = {
  model_type: 'albert',
  vocab_size: 10,
  embedding_size: 2,
  hidden_size: 4,
  num_hidden_layers: 3,
  num_hidden_groups: 2,
  inner_group_num: 2,
  num_attention_heads: 2,
  intermediate_size: 6,
  max_position_embeddings: 8,
  id2label: { 0: 'negative', 1: 'neutral', 2: 'positive' },
};

describe('parseAlbertConfig', () => {
  it('fills in the defaults of transformers', () => {
    expect(parseAlbertConfig(json)).toMatchObject({
      activation: 'gelu_new',
      layerNormEpsilon: 1e-12,
      tokenTypes: 2,
    });
  });

  it.each([
    [{ model_type: 'bert' }, 'model_type is "bert"; only "albert" is supported'],
    [{ hidden_act: 'swish' }, 'hidden_act "swish" is not one of gelu, gelu_new, relu'],
    [{ hidden_size: 5 }, 'hidden_size 5 is no multiple of num_attention_heads 2'],
    [{ vocab_size: undefined }, 'vocab_size is missing'],
    [{ num_hidden_layers: -1 }, 'num_hidden_layers cannot be -1'],
    [{ num_hidden_groups: 4 }, 'num_hidden_groups 4 exceeds num_hidden_layers 3'],
  ])('refuses %j', (change, message) => {
    expect(() => parseAlbertConfig({ ...json, ...change })).toThrow(message);
  });

  it('spreads groups over layers as transformers does', () => {
    const config = parseAlbertConfig(json);
    expect([0, 1, 2].map((layer) => groupOfLayer(config, layer))).toEqual([0, 0, 1]);
    expect(layerPrefixes(config).map((prefix) => prefix.replace(/\D+/g, ' ').trim())).toEqual([
      '0 0',
      '0 1',
      '0 0',
      '0 1',
      '1 0',
      '1 1',
    ]);
  });
});

describe('readCheckpoint', () => {
  const config = parseAlbertConfig(json);
  const tensors = (change: (name: string) => string | null = (name) => name) =>
    new Map(
      [...parameterShapes(config)].flatMap(([name, shape]) => {
        const data = new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(0.5);
        const renamed = change(name);
        return renamed === null ? [] : [[renamed, { shape, data }] as const];
      }),
    );
  const without = (part: string) => tensors((name) => (name.includes(part) ? null : name));

  it('reads a classifier, and a bare AlbertModel without prefix', () => {
    expect(readCheckpoint(config, tensors()).size).toBe(parameterShapes(config).size);
    const bare = readCheckpoint(
      config,
      tensors((name) => name.replace('albert.', '')),
    );
    expect(hasPooler(bare)).toBe(true);
  });

  it('names a missing tensor and a misshapen one', () => {
    expect(() => readCheckpoint(config, without('ffn_output.weight'))).toThrow(
      /no tensor .*ffn_output\.weight/,
    );
    const wrong = tensors();
    wrong.set('classifier.bias', { shape: [2], data: new Float32Array(2) });
    expect(() => readCheckpoint(config, wrong)).toThrow(
      'classifier.bias has shape [2], but config.json makes it [3]',
    );
    expect(() => readCheckpoint(config, without('pooler.bias'))).toThrow('not albert.pooler.bias');
  });

  it('takes a checkpoint without pooler or classifier, and starts them anew for fine-tuning', () => {
    const encoder = readCheckpoint(
      config,
      tensors((name) => (/pooler|classifier/.test(name) ? null : name)),
    );
    expect(hasPooler(encoder)).toBe(false);
    expect(() => requireClassifier(encoder)).toThrow('fine-tune it first');
    const complete = withNewParameters(config, encoder, () => 1);
    expect(complete.get('classifier.weight')).toEqual(new Float32Array(12).fill(Math.fround(0.02)));
    expect(complete.get('classifier.bias')).toEqual(new Float32Array(3));
    expect(complete.get('albert.embeddings.LayerNorm.weight')).toEqual(new Float32Array(2).fill(0.5));
  });
});
