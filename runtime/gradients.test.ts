import { describe, expect, it } from 'vitest';
import { createClassifier } from './classifier';
import { LaterGradients, type Gradients } from './gradients';

const target = { classIndex: 0, output: 'logit' } as const;
const zeros: Gradients = {
  run: ({ rows, embeddings }) =>
    Promise.resolve({ output: new Float32Array(rows), gradient: new Float32Array(embeddings.length) }),
};

function classifierWith(gradients: Gradients) {
  return createClassifier({
    forward: { logits: ({ rows }) => Promise.resolve(new Float32Array(2 * rows)) },
    gradients,
    embeddings: { size: 1, vocabularySize: 10, rows: (ids) => new Float32Array(ids.length) },
    classes: ['a', 'b'],
    activation: 'softmax',
    maxTokens: 8,
  });
}

describe('LaterGradients', () => {
  it('are opened once, when they are asked for, and hold up no reading meanwhile', async () => {
    let come: (gradients: Gradients) => void = () => undefined;
    let openings = 0;
    const later = new LaterGradients(() => {
      openings++;
      return new Promise((resolve) => (come = resolve));
    });
    const classifier = classifierWith(later);
    expect(openings).toBe(0);
    const asked = classifier.gradients([{ embeddings: new Float32Array(3) }], target);
    expect(await classifier.logits([{ ids: [1] }])).toHaveLength(1);
    come(zeros);
    expect((await asked)[0]!.gradient).toHaveLength(3);
    await classifier.gradients([{ embeddings: new Float32Array(3) }], target);
    expect(openings).toBe(1);
  });

  it('need not be waited for by who gives up', async () => {
    const classifier = classifierWith(new LaterGradients(() => new Promise(() => undefined)));
    const giving = new AbortController();
    const asked = classifier.gradients([{ embeddings: new Float32Array(3) }], target, giving.signal);
    giving.abort(new Error('given up'));
    await expect(asked).rejects.toThrow('given up');
  });

  it('say why there are none, and reading goes on', async () => {
    const classifier = classifierWith(
      new LaterGradients(() => Promise.reject(new Error('the file is missing'))),
    );
    await expect(classifier.gradients([{ embeddings: new Float32Array(3) }], target)).rejects.toThrow(
      'the file is missing',
    );
    expect(await classifier.logits([{ ids: [1] }])).toHaveLength(1);
  });
});
