import { describe, expect, it } from 'vitest';
import { polynomialModel, special, tokenizeWords } from '../../../test/synthetic';
import type { Classifier } from '../../model/classifier';
import { explainFlips } from '../testing/explain-flips';
import type { Progress } from '../explanation';
import { readText, wholeLogits } from '../readings';
import { Run } from '../run';
import type { Subject } from '../subject';

const subjectOf = (text: string, classIndex = 1): Subject => ({
  tokenized: tokenizeWords(text),
  special,
  target: { classIndex, output: 'probability' },
});

/** A model that knows the words "a" to "f": each class sums what its words weigh, and the first has a head start. */
function bagModel(
  weights: readonly Readonly<Record<string, number>>[],
  { activation = 'softmax', bias = 0, windowTokens = 64 }: Partial<Options> = {},
): Classifier {
  const idOf = (word: string): number => tokenizeWords(word).tokens[1]!.id;
  return {
    classes: weights.map((_, k) => `class ${k}`),
    activation,
    maxTokens: windowTokens,
    windowTokens,
    logits: (rows) =>
      Promise.resolve(
        rows.map(({ ids }) =>
          Float32Array.from(weights, (own, k) =>
            Object.entries(own).reduce(
              (sum, [word, weight]) =>
                sum + weight * Array.from(ids).filter((id) => id === idOf(word)).length,
              k === 0 ? bias : 0,
            ),
          ),
        ),
      ),
  };
}
interface Options {
  readonly activation: 'softmax' | 'sigmoid';
  readonly bias: number;
  readonly windowTokens: number;
}

/** The smallest sets of words for which `does` says yes, of all. */
function bySize(players: number, does: (bits: number) => boolean): number[][] {
  const members = (bits: number): number[] =>
    Array.from({ length: players }, (_, i) => i).filter((i) => (bits >> i) & 1);
  const all = Array.from({ length: 2 ** players }, (_, bits) => bits)
    .filter(does)
    .map(members);
  const least = Math.min(...all.map(({ length }) => length));
  return all.filter(({ length }) => length === least);
}

const sorted = (sets: readonly (readonly number[])[]): string[] => sets.map((set) => set.join()).sort();

describe('flips', () => {
  it('finds the fewest words that turn the label of five classes, and the fewest that keep it', async () => {
    const text = 'a b c d e f';
    const model = bagModel(
      [{ a: 2, b: 2, c: 1 }, { d: 3, a: 0.4 }, { e: 2.5 }, { f: 0.5 }, { c: 0.7, d: 0.1 }],
      { bias: 0.2 },
    );
    const subject = subjectOf(text, 3);
    const found = await explainFlips('flips', model, subject);
    expect(found.label).toEqual({ classIndex: 0, holds: true });
    const readings = readText(model, subject, { unit: 'word', longText: 'windows' });
    const logits = await wholeLogits(readings, 'mask', new Run({})).logits(
      Array.from({ length: 64 }, (_, bits) => Uint8Array.from({ length: 6 }, (_, i) => (bits >> i) & 1)),
    );
    const isLabel = (bits: number): boolean => Math.max(...Array.from(logits[bits]!)) === logits[bits]![0];
    expect(sorted(found.turning.sets)).toEqual(sorted(bySize(6, (bits) => !isLabel(63 - bits))));
    expect(sorted(found.sufficient.sets)).toEqual(sorted(bySize(6, isLabel)));
    expect([found.turning.exact, found.sufficient.exact]).toEqual([true, true]);
    expect(found.evaluations).toBeLessThanOrEqual(64);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it.each([
    ['on', 0, [[0]], [[0]]],
    ['off', 1, [[1]], [[1]]],
  ])(
    'asks of a multi-label model when the class that is %s crosses 0.5',
    async (_, k, turning, sufficient) => {
      const model = bagModel(
        [
          { a: 2, c: 1 },
          { d: 3, b: -4 },
        ],
        { activation: 'sigmoid', bias: -1.5 },
      );
      const found = await explainFlips('flips', model, subjectOf('a b c d', k));
      expect(found.label).toEqual({ classIndex: k, holds: k === 0 });
      expect(found).toMatchObject({
        turning: { exact: true, sets: turning },
        sufficient: { exact: true, sets: sufficient },
      });
    },
  );

  it('says that nothing turns a label, and that no word is needed to keep it', async () => {
    const found = await explainFlips('flips', bagModel([{}, {}], { bias: 1 }), subjectOf('a'));
    expect(found).toMatchObject({
      turning: { exact: true, sets: [] },
      sufficient: { exact: true, sets: [[]] },
      notes: [],
    });
    await expect(explainFlips('flips', bagModel([{}, {}]), subjectOf(''))).rejects.toThrow(/no words/);
  });

  it('finds one word among 200 within a small budget, in windows too, by the label that these have together', async () => {
    const words = Array.from({ length: 200 }, (_, i) => (i === 20 ? 'a' : 'b'));
    for (const windowTokens of [512, 64]) {
      const model = bagModel([{}, { a: 40 }], { bias: 1, windowTokens });
      const [found, plain] = await Promise.all([
        explainFlips('flips', model, subjectOf(words.join(' ')), { evaluations: 500 }),
        model.logits([{ ids: tokenizeWords(words.join(' ')).tokens.map(({ id }) => id) }]),
      ]);
      expect(plain[0]![1]).toBe(40);
      // One window of several that is sure of class 1 is outvoted by those that lean to class 0.
      const label = windowTokens === 512 ? 1 : 0;
      expect(found.label.classIndex).toBe(label);
      if (label === 1) expect(found.turning).toEqual({ exact: true, sets: [[20]] });
      else expect(found.sufficient).toEqual({ exact: true, sets: [[]] });
      expect(found.spans).toHaveLength(200);
    }
  });

  it('is led by the values to words that do nothing alone, where others say the same', async () => {
    // Five pairs of words hold the label, each pair by either of its words: three pairs have to go. All others do a little.
    const words = Array.from({ length: 60 }, (_, i) => `w${i}`);
    const pairs = [11, 17, 23, 31, 43].map((at) => [at, at + 1] as const);
    const model: Classifier = {
      classes: ['no', 'yes'],
      activation: 'softmax',
      maxTokens: 64,
      windowTokens: 64,
      logits: (rows) =>
        Promise.resolve(
          rows.map(({ ids: row }) => {
            const has = (word: number): number => (row[word + 1] === special.mask ? 0 : 1);
            const held = pairs.reduce((sum, [a, b]) => sum + Math.max(has(a), has(b)), 0);
            return Float32Array.of(0, held + words.reduce((sum, _, i) => sum + 0.001 * has(i), -2.5));
          }),
        ),
    };
    const subject = subjectOf(words.join(' '));
    const { turning, sufficient } = await explainFlips('flips', model, subject, { budget: 'quick' });
    expect(turning.sets[0]).toHaveLength(6);
    expect(sufficient.sets[0]).toHaveLength(3);
  });

  it('calls what a budget did not prove a bound, in the notes too', async () => {
    const text = 'it is a very good phone but the battery of mine is really too short';
    const found = await explainFlips('flips', polynomialModel(3), subjectOf(text), { evaluations: 40 });
    for (const { exact, sets } of [found.turning, found.sufficient]) {
      if (!exact)
        expect(found.notes.join()).toMatch(sets.length > 0 ? /Fewer than \d+ words may/ : /No words that/);
    }
    expect(found.turning.exact && found.sufficient.exact).toBe(false);
  });

  it('counts what it evaluates and shows nothing before it has ended: a bound may still sink', async () => {
    const shown: Progress[] = [];
    await explainFlips(
      'flips',
      polynomialModel(),
      subjectOf('the phone is good but short'),
      {},
      {
        batchSize: 8,
        onProgress: (progress) => shown.push(progress),
      },
    );
    expect(shown.length).toBeGreaterThan(1);
    expect(shown.every(({ done, total }) => done > 0 && done <= total)).toBe(true);
    expect(shown.some(({ partial }) => partial !== undefined)).toBe(false);
  });

  it('counts rows of the model in windows: at most the budget in each, in progress as in the result', async () => {
    const words = Array.from({ length: 60 }, (_, i) => 'abcdefgh'[(i * 5) % 8]).join(' ');
    const model = polynomialModel(2, 32);
    const windows = readText(model, subjectOf(words), { unit: 'word', longText: 'windows' }).parts.length;
    expect(windows).toBeGreaterThan(2);
    const shown: Progress[] = [];
    const { evaluations } = await explainFlips(
      'flips',
      model,
      subjectOf(words),
      { evaluations: 300 },
      { onProgress: (progress) => shown.push(progress) },
    );
    expect(model.calls.reduce((sum, rows) => sum + rows, 0)).toBe(evaluations);
    expect(shown[0]!.total).toBe(300 * windows);
    expect(shown.at(-1)!.done).toBe(evaluations);
    shown.slice(1).forEach(({ done, total }, i) => {
      expect(done).toBeGreaterThan(shown[i]!.done);
      expect(total).toBeLessThanOrEqual(shown[i]!.total);
    });
    // Once the budget is nearly used up, so is what is expected.
    expect(shown.at(-1)!.total).toBeLessThan(evaluations + 65 * windows);
  });
});
