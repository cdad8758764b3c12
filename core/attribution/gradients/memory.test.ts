import { describe, expect, it } from 'vitest';
import { mixedModel } from '../../../test/mixed-model';
import { special, tokenizeWords } from '../../../test/synthetic';
import type {
  DifferentiableClassifier,
  OutputActivation,
  OutputGradient,
  Target,
} from '../../model/classifier';
import { between, pointOfIds, textPoint } from './embedding-path';
import { GradientMemory, GradientRoom, type Point } from './memory';

const mixtures = [
  [1, 0, 0.5],
  [0.2, 1, -0.4],
  [-0.7, 0.1, 1],
  [0.4, -0.6, 0.3],
] as const;
const { tokens } = tokenizeWords('I absolutely love this phone');

/** A model of so many classes that tells which points it was asked about, and for what. */
function setUp(classes: number, activation: OutputActivation, room = new GradientRoom()) {
  const base = mixedModel(mixtures.slice(0, classes), activation);
  const asked: { readonly rows: number; readonly target: Target }[] = [];
  const model: DifferentiableClassifier = {
    ...base,
    gradients(rows, target, signal) {
      asked.push({ rows: rows.length, target });
      return base.gradients(rows, target, signal);
    },
  };
  const text = { tokens, features: [], target: probability(0), special };
  const memory = new GradientMemory(model, room);
  const end = textPoint(model, { ...text, gradients: memory });
  const start = pointOfIds(
    model,
    tokens.map(({ id, special: kept }) => (kept ? id : special.pad)),
  );
  const path = [0.1, 0.5, 0.9].map((position) => between(start, end, position));
  return { base, memory, asked, points: [start, ...path, end] };
}

const probability = (classIndex: number): Target => ({ classIndex, output: 'probability' });
const logit = (classIndex: number): Target => ({ classIndex, output: 'logit' });

function anew(
  model: DifferentiableClassifier,
  points: readonly Point[],
  target: Target,
): Promise<OutputGradient[]> {
  return model.gradients(
    points.map(({ embeddings }) => ({ embeddings })),
    target,
  );
}

/** Differences in units of float32's rounding of the largest entry. */
function expectSame(found: readonly OutputGradient[], expected: readonly OutputGradient[]): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach(({ output, gradient }, i) => {
    expect(Math.abs(found[i]!.output - output)).toBeLessThan(1e-6 * Math.max(1, Math.abs(output)));
    const largest = Math.max(...gradient.map(Math.abs));
    expect(found[i]!.gradient).toHaveLength(gradient.length);
    gradient.forEach((value, e) =>
      expect(Math.abs(found[i]!.gradient[e]! - value)).toBeLessThan(5e-6 * largest),
    );
  });
}

describe('gradients that are remembered', () => {
  it('are those of the model, bit for bit and in the order of the points, and evaluated once', async () => {
    const { base, memory, asked, points } = setUp(3, 'softmax');
    const [a, b, c, d, e] = points as [Point, Point, Point, Point, Point];
    const expected = await anew(base, points, probability(1));
    expect(await memory.at([b, d], probability(1))).toEqual([expected[1], expected[3]]);
    expect(await memory.at([e, d, a, b, a, c], probability(1))).toEqual(
      [4, 3, 0, 1, 0, 2].map((i) => expected[i]),
    );
    expect(await memory.at(points, probability(1))).toEqual(expected);
    expect(asked.map(({ rows }) => rows)).toEqual([2, 3]);
    expect(memory.evaluations).toBe(5);
  });

  it('are not made of embeddings again where they are known', async () => {
    const { memory, points } = setUp(3, 'softmax');
    await memory.at(points, probability(0));
    const known = points.map(({ key }): Point => ({
      key,
      get embeddings(): never {
        throw new Error('It is known.');
      },
    }));
    expect(await memory.at(known, probability(0))).toEqual(await memory.at(points, probability(0)));
  });

  it('give the other one of two classes, which takes no rows', async () => {
    const { base, memory, asked, points } = setUp(2, 'softmax');
    const one = await memory.at(points, probability(1));
    const other = await memory.at(points, probability(0));
    expect(asked).toEqual([{ rows: 5, target: probability(1) }]);
    other.forEach(({ output, gradient }, i) => {
      expect(output).toBe(1 - one[i]!.output);
      gradient.forEach((value, e) => expect(value + one[i]!.gradient[e]!).toBe(0));
    });
    expectSame(other, await anew(base, points, probability(0)));
  });

  it('give the last one of several classes, where all others are known', async () => {
    const { base, memory, asked, points } = setUp(4, 'softmax');
    await memory.at(points, probability(0));
    await memory.at(points, probability(3));
    await memory.at(points.slice(0, 3), probability(1));
    expectSame(await memory.at(points, probability(2)), await anew(base, points, probability(2)));
    // At two points one other class was not known.
    expect(asked.slice(3)).toEqual([{ rows: 2, target: probability(2) }]);
  });

  it('give the probabilities of classes where all logits are known, but no logit', async () => {
    const { base, memory, points } = setUp(3, 'softmax');
    for (const index of [0, 1, 2]) await memory.at(points, logit(index));
    expect(memory.evaluations).toBe(15);
    for (const index of [0, 1, 2]) {
      expectSame(await memory.at(points, probability(index)), await anew(base, points, probability(index)));
    }
    expect(memory.evaluations).toBe(15);
    const other = setUp(3, 'softmax');
    for (const index of [0, 1, 2]) await other.memory.at(other.points, probability(index));
    expect(other.memory.evaluations).toBe(10);
    await other.memory.at(other.points, logit(0));
    expect(other.memory.evaluations).toBe(15);
  });

  it('give of a label the logit by the probability, and the other way round, and of other labels nothing', async () => {
    const { base, memory, points } = setUp(2, 'sigmoid');
    await memory.at(points, probability(0));
    expectSame(await memory.at(points, logit(0)), await anew(base, points, logit(0)));
    expect(memory.evaluations).toBe(5);
    await memory.at(points, logit(1));
    expect(memory.evaluations).toBe(10);
    expectSame(await memory.at(points, probability(1)), await anew(base, points, probability(1)));
    expect(memory.evaluations).toBe(10);
  });

  it('give no logit of a label that is all but sure: the probability tells too little of it', async () => {
    const { memory, asked, points } = setUp(1, 'sigmoid');
    const sure = new GradientMemory(
      {
        ...memory.model,
        // Logits of ±6: p (1 - p) is 0.0025.
        gradients: async (rows, target, signal) =>
          (await memory.model.gradients(rows, target, signal)).map(({ gradient }) => ({
            output: target.output === 'logit' ? 6 : 1 / (1 + Math.exp(-6)),
            gradient,
          })),
      },
      new GradientRoom(),
    );
    await sure.at(points, probability(0));
    await sure.at(points, logit(0));
    expect(asked.map(({ target }) => target.output)).toEqual(['probability', 'logit']);
  });

  it('of one class alone are its own', async () => {
    const { base, memory, asked, points } = setUp(1, 'softmax');
    expect(await memory.at(points, probability(0))).toEqual(await anew(base, points, probability(0)));
    expect(asked).toHaveLength(1);
  });

  it('are kept as far as there is room, the oldest, and no result depends on that', async () => {
    const bytes = textBytes();
    const room = new GradientRoom(3 * bytes + 1);
    const { base, memory, asked, points } = setUp(2, 'softmax', room);
    const expected = await anew(base, points, probability(0));
    expect(await memory.at(points, probability(0))).toEqual(expected);
    expect(await memory.at(points, probability(0))).toEqual(expected);
    expectSame(await memory.at(points, probability(1)), await anew(base, points, probability(1)));
    expect(asked.map(({ rows }) => rows)).toEqual([5, 2, 2]);
    expect(memory.evaluations).toBe(9);
    // Another window has what is left: nothing.
    expect(room.take(bytes)).toBe(false);
    expect(room.take(1)).toBe(true);
  });

  it('forget nothing but what was stopped', async () => {
    const { memory, asked, points } = setUp(2, 'softmax');
    await expect(memory.at(points, probability(0), AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(memory.evaluations).toBe(0);
    expect(await memory.at(points, probability(0))).toHaveLength(5);
    expect(asked).toHaveLength(2);
  });
});

/** Of one gradient at the text. */
function textBytes(): number {
  const { memory } = setUp(2, 'softmax');
  return tokens.length * memory.model.embeddingSize * Float32Array.BYTES_PER_ELEMENT;
}
