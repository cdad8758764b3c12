import { describe, expect, it } from 'vitest';
import { parseModelConfig } from '../registry';

describe('albert', () => {
  it('spreads groups over layers as transformers does', () => {
    const { names } = parseModelConfig({
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
    });
    expect(names.layers.map(({ query }) => query.replace(/\D+/g, ' ').trim())).toEqual([
      '0 0',
      '0 1',
      '0 0',
      '0 1',
      '1 0',
      '1 1',
    ]);
  });
});
