import { afterEach, describe, expect, it, vi } from 'vitest';
import { BatchPace } from './batch-pace';
import { createClassifier } from './classifier';

describe('the pace of batches', () => {
  it('grows while they are quick, never beyond the most', () => {
    const pace = new BatchPace(2048, 0.2);
    expect(pace.tokens).toBe(512);
    pace.learn(512, 0.01);
    expect(pace.tokens).toBe(1024);
    pace.learn(1024, 0.02);
    pace.learn(2048, 0.04);
    expect(pace.tokens).toBe(2048);
  });

  it('shrinks at once to what takes as long as it may, down to a single token', () => {
    const pace = new BatchPace(2048, 0.2);
    pace.learn(512, 2);
    expect(pace.tokens).toBe(51);
    pace.learn(51, 100);
    expect(pace.tokens).toBe(1);
  });
});

describe('a classifier with a pace', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('gives its session fewer rows at once when they take long', async () => {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const sizes: number[] = [];
    const classifier = createClassifier({
      forward: {
        logits: ({ rows, length }) => {
          sizes.push(rows);
          // A tenth of a second a row.
          now += 100 * rows;
          expect(length).toBe(64);
          return Promise.resolve(new Float32Array(2 * rows));
        },
      },
      gradients: { run: () => Promise.reject(new Error('no gradients here')) },
      embeddings: { size: 1, vocabularySize: 10, rows: (ids) => new Float32Array(ids.length) },
      classes: ['a', 'b'],
      activation: 'softmax',
      maxTokens: 64,
      batchTokens: 2048,
      batchSeconds: 0.31,
    });
    const logits = await classifier.logits(Array.from({ length: 20 }, () => ({ ids: new Int32Array(64) })));
    expect(logits).toHaveLength(20);
    expect(sizes).toEqual([8, 3, 3, 3, 3]);
  });
});
