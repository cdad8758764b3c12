import { describe, expect, it } from 'vitest';
import { createClassifier } from './classifier';

/** A classifier with two classes. Its forward pass answers with the given logits, row by row. */
function answering(logits: readonly number[]) {
  return createClassifier({
    forward: { logits: ({ rows }) => Promise.resolve(Float32Array.from(logits.slice(0, 2 * rows))) },
    gradients: { run: () => Promise.reject(new Error('no gradients here')) },
    embeddings: { size: 1, vocabularySize: 10, rows: (ids) => new Float32Array(ids.length) },
    classes: ['a', 'b'],
    activation: 'softmax',
    maxTokens: 8,
  });
}

describe('a classifier', () => {
  it('gives each row its logits', async () => {
    const classifier = answering([1, 2, 3, 4]);
    const rows = await classifier.logits([{ ids: [1, 2] }, { ids: [3, 4] }]);
    expect(rows.map((row) => [...row])).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it.each([NaN, Infinity, -Infinity])('refuses to answer with %s', async (value) => {
    await expect(answering([0, value]).logits([{ ids: [1] }])).rejects.toThrow(
      'the model answers with what is no number (NaN or Infinity): its weights are damaged or too large',
    );
  });
});
