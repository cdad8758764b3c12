import { describe, expect, it } from 'vitest';
import { parseAlbertConfig } from '../../core/albert/config';
import { CLASSIFIER, POOLER, WORD_EMBEDDINGS, parameterShapes } from '../../core/albert/parameters';
import { learningRateShare } from './layer-decay';

describe('learningRateShare', () => {
  const names = [
    ...parameterShapes(
      parseAlbertConfig({
        model_type: 'albert',
        vocab_size: 10,
        embedding_size: 4,
        hidden_size: 8,
        num_hidden_layers: 2,
        num_hidden_groups: 2,
        num_attention_heads: 2,
        intermediate_size: 8,
        max_position_embeddings: 16,
        id2label: { 0: 'negative', 1: 'neutral', 2: 'positive' },
      }),
    ).keys(),
  ];

  it('falls from the classifier over the layers to the embeddings', () => {
    expect(learningRateShare(`${CLASSIFIER}.weight`, 0.5)).toBe(1);
    expect(learningRateShare(`${POOLER}.bias`, 0.5)).toBe(1);
    expect(learningRateShare(WORD_EMBEDDINGS, 0.5)).toBe(0.25);
    const layers = names.filter((name) => name.includes('albert_layers'));
    expect(layers.length).toBeGreaterThan(20);
    for (const name of layers) expect(learningRateShare(name, 0.5), name).toBe(0.5);
  });

  it('is 1 for every parameter without decay', () => {
    for (const name of names) expect(learningRateShare(name, 1)).toBe(1);
  });
});
