import { expect, it } from 'vitest';
import { createClassifier } from './classifier';
import { measuredRows, measuredTokens, measureSpeed } from './speed';

it('takes the shortest of a few runs of a sentence, whatever text it was given', async () => {
  let now = 0;
  const seconds = { forward: [5, 0.25, 0.5], gradient: [3, 2, 0.125] };
  const lengths = new Set<number>();
  const rows: number[] = [];
  const classifier = createClassifier({
    forward: {
      logits: ({ rows: count, length }) => {
        lengths.add(length);
        rows.push(count);
        now += seconds.forward.shift()!;
        return Promise.resolve(new Float32Array(2 * count));
      },
    },
    gradients: {
      run: ({ rows: count, length, embeddings }) => {
        lengths.add(length);
        rows.push(count);
        now += seconds.gradient.shift()!;
        return Promise.resolve({ output: new Float32Array(count), gradient: embeddings });
      },
    },
    embeddings: { size: 1, vocabularySize: 10, rows: (ids) => new Float32Array(ids.length) },
    classes: ['a', 'b'],
    activation: 'softmax',
    maxTokens: 512,
  });
  expect(await measureSpeed(classifier, [1, 2, 3], undefined, () => now)).toEqual({
    forward: 0.25,
    gradient: 0.125,
  });
  expect([...lengths]).toEqual([measuredTokens]);
  expect(new Set(rows)).toEqual(new Set([measuredRows.forward, measuredRows.gradient]));
});
