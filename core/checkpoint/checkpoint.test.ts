import { describe, expect, it } from 'vitest';
import { parameterShapes } from '../models/parameters';
import { parseModelConfig } from '../models/registry';
import { readCheckpoint, requireClassifier, withNewParameters } from './checkpoint';

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

describe('readCheckpoint', () => {
  const config = parseModelConfig(json);
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
    expect([...bare.keys()]).toEqual([...parameterShapes(config).keys()]);
  });

  it('reads the names that the first BERTs gave to norms', () => {
    const old = readCheckpoint(
      config,
      tensors((name) =>
        name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta'),
      ),
    );
    expect(old.size).toBe(parameterShapes(config).size);
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

  it('refuses a regression by name, and one label to choose from', () => {
    const classifierOf = (changes: object) => {
      const changed = parseModelConfig({ ...json, ...changes });
      return () =>
        requireClassifier(
          changed,
          withNewParameters(changed, new Map(), () => 1),
        );
    };
    expect(classifierOf({ id2label: { 0: 'score' } })).toThrow('problem_type is "regression"');
    expect(classifierOf({ problem_type: 'regression' })).toThrow('problem_type is "regression"');
    expect(classifierOf({ id2label: { 0: 'a' }, problem_type: 'single_label_classification' })).toThrow(
      'needs two or more, and this one has 1',
    );
    expect(classifierOf({ problem_type: 'multi_label_classification' })).not.toThrow();
  });

  it('refuses a classifier of tokens: it has no pooler', () => {
    const ofTokens = readCheckpoint(
      config,
      tensors((name) => (/pooler/.test(name) ? null : name)),
    );
    expect(() => requireClassifier(config, ofTokens)).toThrow(
      'has a classifier and no albert.pooler.weight: it labels each token',
    );
  });

  it('takes a checkpoint without pooler or classifier, and starts them anew for fine-tuning', () => {
    const encoder = readCheckpoint(
      config,
      tensors((name) => (/pooler|classifier/.test(name) ? null : name)),
    );
    expect(encoder.has('albert.pooler.weight')).toBe(false);
    expect(() => requireClassifier(config, encoder)).toThrow('fine-tune it first');
    const complete = withNewParameters(config, encoder, () => 1);
    expect(complete.get('classifier.weight')).toEqual(new Float32Array(12).fill(Math.fround(0.02)));
    expect(complete.get('classifier.bias')).toEqual(new Float32Array(3));
    expect(complete.get('albert.embeddings.LayerNorm.weight')).toEqual(new Float32Array(2).fill(0.5));
  });
});
