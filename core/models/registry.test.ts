import { describe, expect, it } from 'vitest';
import { outputActivation } from './model-config';
import { parseModelConfig } from './registry';

const sizes = {
  vocab_size: 10,
  hidden_size: 4,
  num_hidden_layers: 3,
  num_attention_heads: 2,
  intermediate_size: 6,
  max_position_embeddings: 8,
};
const json = {
  ...sizes,
  model_type: 'albert',
  embedding_size: 2,
  id2label: { 0: 'negative', 1: 'neutral', 2: 'positive' },
};

describe('parseModelConfig', () => {
  it("fills in transformers' defaults for an ALBERT", () => {
    expect(parseModelConfig(json)).toMatchObject({
      activation: 'gelu_new',
      layerNormEpsilon: 1e-12,
      tokenTypes: 2,
      classifierDropout: 0.1,
      problem: 'single_label_classification',
      classes: ['negative', 'neutral', 'positive'],
      classesStated: true,
    });
  });

  it("fills in transformers' defaults for a BERT", () => {
    const config = parseModelConfig({ ...sizes, model_type: 'bert', hidden_dropout_prob: 0.2 });
    expect(config).toMatchObject({
      embeddingSize: 4,
      activation: 'gelu',
      classifierDropout: 0.2,
      attentionDropout: 0.1,
      classes: ['LABEL_0', 'LABEL_1'],
      classesStated: false,
    });
    expect(config.names.layers.map(({ output }) => output)).toEqual([
      'bert.encoder.layer.0.output.dense',
      'bert.encoder.layer.1.output.dense',
      'bert.encoder.layer.2.output.dense',
    ]);
  });

  it.each([
    [
      { model_type: 'gpt2' },
      'model_type is "gpt2"; known are "albert", "bert", "distilbert", "electra", "mpnet", "roberta", "xlm-roberta"',
    ],
    [{ hidden_act: 'swish' }, 'hidden_act "swish" is not one of gelu, gelu_new, relu'],
    [{ hidden_size: 5 }, 'hidden_size 5 is no multiple of num_attention_heads 2'],
    [{ vocab_size: undefined }, 'vocab_size is missing'],
    [{ num_hidden_layers: -1 }, 'num_hidden_layers cannot be -1'],
    [{ num_hidden_groups: 4 }, 'num_hidden_groups 4 exceeds num_hidden_layers 3'],
    [{ problem_type: 'ranking' }, 'problem_type "ranking" is not one of single_label_classification'],
    [
      { label2id: { positive: 0, neutral: 1, negative: 2 } },
      'id2label calls class 2 "positive", label2id class 0: correct the one that is wrong',
    ],
    [{ id2label: { 1: 'a', 2: 'b' } }, 'the keys of id2label are 0, 1, 2, ..., not 1, 2'],
    [
      { model_type: 'roberta', pad_token_id: 7 },
      'max_position_embeddings 8 leaves no place behind that of the padding token, 7',
    ],
    [{ model_type: 'roberta', pad_token_id: -1 }, 'pad_token_id cannot be -1'],
    [
      { model_type: 'mpnet', relative_attention_num_buckets: 16 },
      'relative_attention_num_buckets is 16, and an MPNet has 32',
    ],
  ])('refuses %j', (change, message) => {
    expect(() => parseModelConfig({ ...json, ...change })).toThrow(message);
  });

  it.each(['albert', 'bert', 'electra', 'roberta'])('refuses relative positions of type %s', (model_type) => {
    const relative = { ...json, model_type, position_embedding_type: 'relative_key', pad_token_id: 0 };
    expect(() => parseModelConfig(relative)).toThrow(
      'position_embedding_type "relative_key" is not one of absolute',
    );
  });

  it('takes numbered class names for none', () => {
    const { classes, classesStated } = parseModelConfig({
      ...json,
      id2label: { 0: 'LABEL_0', 1: 'LABEL_1' },
    });
    expect({ classes, classesStated }).toEqual({ classes: ['LABEL_0', 'LABEL_1'], classesStated: false });
  });

  it('takes class names in the order of their numbers', () => {
    const id2label = Object.fromEntries(Array.from({ length: 12 }, (_, k) => [11 - k, `class ${11 - k}`]));
    expect(parseModelConfig({ ...json, id2label }).classes[10]).toBe('class 10');
  });

  it('tells how probabilities are made', () => {
    const activation = (changes: object) => outputActivation(parseModelConfig({ ...json, ...changes }));
    expect(activation({})).toBe('softmax');
    expect(activation({ problem_type: 'multi_label_classification' })).toBe('sigmoid');
    expect(activation({ problem_type: 'multi_label_classification', id2label: { 0: 'toxic' } })).toBe(
      'sigmoid',
    );
  });
});
