import { describe, expect, it } from 'vitest';
import { parseModelConfig } from '../models/registry';
import { trainableModel } from './trainable-model';

const sizes = {
  vocab_size: 20,
  embedding_size: 4,
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 8,
  max_position_embeddings: 16,
  type_vocab_size: 2,
};
const config = (change: object) => parseModelConfig({ model_type: 'albert', ...sizes, ...change });

describe('trainableModel', () => {
  it('is for models that choose one of their classes', () => {
    expect(
      trainableModel(config({ num_labels: 3, problem_type: 'single_label_classification' })).classes,
    ).toBe(3);
    expect(() => trainableModel(config({ problem_type: 'multi_label_classification' }))).toThrow(
      /problem type multi_label_classification/,
    );
    expect(() => trainableModel(config({ problem_type: 'regression' }))).toThrow(/problem type regression/);
  });
});
