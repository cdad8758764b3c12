import { expect, it } from 'vitest';
import { readAnyClassifier } from './any-classifier';

const labels = { id2label: { 0: 'ham', 1: 'spam' } };

it('reads the labels and the length of any classifier', () => {
  const deberta = { ...labels, model_type: 'deberta-v2', max_position_embeddings: 256, vocab_size: 90 };
  expect(readAnyClassifier(deberta, { model_max_length: 1e30 })).toEqual({
    classes: ['ham', 'spam'],
    activation: 'softmax',
    maxTokens: 256,
    vocabularySize: 90,
  });
  expect(readAnyClassifier({ ...deberta, problem_type: 'multi_label_classification' }, {}).activation).toBe(
    'sigmoid',
  );
  expect(readAnyClassifier(deberta, { model_max_length: 128 }).maxTokens).toBe(128);
  expect(readAnyClassifier({ model_type: 'xlnet', ...labels }, undefined)).toMatchObject({
    maxTokens: 512,
    vocabularySize: Infinity,
  });
});

it('knows where the places of a known architecture begin', () => {
  const roberta = {
    ...labels,
    model_type: 'roberta',
    vocab_size: 90,
    hidden_size: 4,
    num_attention_heads: 2,
    num_hidden_layers: 1,
    intermediate_size: 4,
    max_position_embeddings: 514,
  };
  expect(readAnyClassifier(roberta, {}).maxTokens).toBe(512);
});

it('knows of the kin of RoBERTa that their places begin behind the padding too', () => {
  const camembert = { ...labels, model_type: 'camembert', max_position_embeddings: 514, pad_token_id: 1 };
  expect(readAnyClassifier(camembert, {}).maxTokens).toBe(512);
  expect(readAnyClassifier({ ...camembert, max_position_embeddings: undefined }, {}).maxTokens).toBe(512);
  expect(readAnyClassifier(camembert, { model_max_length: 100 }).maxTokens).toBe(100);
});

it('refuses what is no classifier by its key', () => {
  expect(() => readAnyClassifier({ id2label: { 0: 'score' } }, {})).toThrow('problem_type is "regression"');
  expect(() => readAnyClassifier({ ...labels, max_position_embeddings: -1 }, {})).toThrow(
    'max_position_embeddings cannot be -1',
  );
  expect(() => readAnyClassifier([], {})).toThrow('config.json: not a JSON object');
});
