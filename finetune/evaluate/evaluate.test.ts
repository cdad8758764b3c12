import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { ModelInput } from '../../core/model/classifier';
import type { Tokenizer } from '../../core/text/types';
import type { Example } from '../data/example';
import { evaluate, neutralClass } from './evaluate';
import { predict, type Predictor } from '../../core/prediction/predict';
import { evaluationTable } from './table';

const CLS = 0;
const SEP = 1;
const ids: Readonly<Record<string, number>> = { bad: 10, so: 11, good: 12 };

/** Every word is one token. Blanks separate words. */
const tokenizer: Tokenizer = {
  special: { cls: CLS, sep: SEP, pad: 2, mask: 3, unknown: 4 },
  tokenize(text) {
    const words = [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => ({
      start: index,
      end: index + word.length,
      id: ids[word] ?? 4,
    }));
    const special = { start: 0, end: 0, special: true };
    return {
      text,
      tokens: [
        { id: CLS, ...special },
        ...words.map((word) => ({ ...word, special: false })),
        { id: SEP, ...special },
      ],
      words: words.map(({ start, end }, i) => ({ start, end, tokens: [i + 1] })),
    };
  },
};

/** The logits count the tokens of each class. It records the rows that it gets. */
function countingModel(): Predictor & { readonly seen: number[][] } {
  const seen: number[][] = [];
  const logits = async (rows: readonly ModelInput[]): Promise<Float32Array[]> =>
    rows.map((row) => {
      const tokens = Array.from(row.ids);
      seen.push(tokens);
      return Float32Array.from([10, 11, 12], (id) => 2 * tokens.filter((token) => token === id).length);
    });
  return { classifier: { classes: ['negative', 'neutral', 'positive'], logits }, tokenizer, seen };
}

const options = { long: 'truncate', maxTokens: 16 } as const;
/** Measures rows by one predictor. */
const measured = (model: Predictor, examples: readonly Example[], without: number | null) =>
  evaluate(model.classifier, examples, [(texts) => predict(model, texts, options)], { without });

const softmax2 = (difference: number): number => 1 / (1 + Math.exp(-difference));

describe('predict', () => {
  it('answers every text in its order, over many chunks', async () => {
    const texts = Array.from({ length: 2500 }, (_, i) => ['bad', 'so', 'good'][i % 3]!);
    const progress: number[] = [];
    const { probabilities, longTexts, tokens } = await predict(countingModel(), texts, {
      ...options,
      onProgress: (done) => progress.push(done.texts),
    });
    expect(probabilities.map((row) => row.indexOf(Math.max(...row)))).toEqual(texts.map((_, i) => i % 3));
    expect({ longTexts, tokens }).toEqual({ longTexts: 0, tokens: 7500 });
    expect(progress).toEqual([1024, 2048, 2500]);
  });

  it('cuts a long text after its beginning, closed by [SEP]', async () => {
    const model = countingModel();
    const { longTexts } = await predict(model, ['bad so so so good good'], { ...options, maxTokens: 5 });
    expect(model.seen).toEqual([[CLS, 10, 11, 11, SEP]]);
    expect(longTexts).toBe(1);
  });

  it('averages the windows of a long text', async () => {
    const model = countingModel();
    const text = Array.from({ length: 30 }, (_, i) => (i < 15 ? 'bad' : 'good')).join(' ');
    const { probabilities, longTexts } = await predict(model, ['so', text], {
      long: 'windows',
      maxTokens: 8,
    });
    expect(longTexts).toBe(1);
    expect(model.seen.length).toBeGreaterThan(5);
    for (const row of model.seen) {
      expect(row.length).toBeLessThanOrEqual(8);
      expect([row[0], row.at(-1)]).toEqual([CLS, SEP]);
    }
    const [negative, neutral, positive] = probabilities[1]!;
    expect(negative! + neutral! + positive!).toBeCloseTo(1, 12);
    expect(negative).toBeGreaterThan(0.4);
    expect(positive).toBeGreaterThan(0.4);
  });
});

describe('evaluate', () => {
  const examples = [
    { text: 'bad', label: 0 },
    { text: 'so bad so', label: 0 },
    { text: 'so', label: 1 },
    { text: 'good', label: 2 },
  ];

  it('holds the most probable class against the label', async () => {
    const evaluation = await measured(countingModel(), examples, null);
    expect(evaluation).toMatchObject({ rows: 4, skipped: 0, accuracy: 0.75, tokens: 14 });
    expect(evaluation.classes).toEqual(['negative', 'neutral', 'positive']);
    expect(evaluation.macroRecall).toBeCloseTo((0.5 + 1 + 1) / 3, 12);
  });

  it('leaves neutral out, as an answer and as a label', async () => {
    const evaluation = await measured(countingModel(), examples, 1);
    expect(evaluation).toMatchObject({ rows: 3, skipped: 1, accuracy: 1, macroRecall: 1 });
    expect(evaluation.confusion).toEqual([
      [2, 0],
      [0, 1],
    ]);
    // Over the two classes alone, each answer is 2 logits ahead.
    expect(evaluation.calibrationError).toBeCloseTo(1 - softmax2(2), 6);
  });

  it('measures any number of classes', async () => {
    const { classifier, tokenizer } = countingModel();
    const stars = {
      tokenizer,
      classifier: {
        classes: ['1 star', '2 stars', '3 stars', '4 stars', '5 stars'],
        logits: async (rows: readonly ModelInput[]) =>
          (await classifier.logits(rows)).map(([bad, so, good]) => Float32Array.of(bad!, 0, so!, 0, good!)),
      },
    };
    const rows = [
      ...examples.map(({ text, label }) => ({ text, label: 2 * label })),
      { text: 'good', label: 3 },
    ];
    const evaluation = await measured(stars, rows, null);
    expect(evaluation).toMatchObject({ rows: 5, accuracy: 0.6, classes: stars.classifier.classes });
    expect(evaluation.confusion[3]).toEqual([0, 0, 0, 0, 1]);
    expect(evaluationTable('a', evaluation)).toMatch(/true 4 stars +0 +0 +0 +0 +1/);
    expect(neutralClass(stars.classifier.classes)).toBeNull();
  });

  it('refuses a model whose labels do not exclude each other', async () => {
    const { classifier, tokenizer } = countingModel();
    const model = { tokenizer, classifier: { ...classifier, activation: 'sigmoid' as const } };
    await expect(measured(model, examples, null)).rejects.toThrow(/by itself/);
  });

  it('refuses a model that names another number of classes than it has', async () => {
    const { classifier, tokenizer } = countingModel();
    const model = { tokenizer, classifier: { ...classifier, classes: ['no', 'yes'] } };
    await expect(measured(model, examples, null)).rejects.toThrow(/gives 3 logits and names 2 classes/);
  });

  it('says when nothing can be measured', async () => {
    const model = countingModel();
    await expect(measured(model, [{ text: 'so', label: 1 }], 1)).rejects.toThrow(/all are labelled neutral/);
    await expect(measured(model, [{ text: 'so', probs: [0, 1, 0] }], null)).rejects.toThrow(
      /row 1 has no label/,
    );
  });

  it('keeps nothing of a row, however many there are', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const held: number[] = [];
    let read = 0;
    function* rows(): Generator<Example> {
      for (; read < 300_000; read++) {
        if (read === 30_000 || read === 299_000) {
          collect();
          const { heapUsed, arrayBuffers } = process.memoryUsage();
          held.push(heapUsed + arrayBuffers);
        }
        yield { text: 'good', label: read % 3 };
      }
    }
    const predictions = async (texts: readonly string[]) => ({
      probabilities: texts.map(() => Float64Array.of(0.1, 0.1, 0.8)),
      ...{ longTexts: 0, tokens: texts.length },
    });
    const { classifier } = countingModel();
    const evaluation = await evaluate(classifier, rows(), [predictions], { without: null });
    expect(evaluation).toMatchObject({ rows: 300_000, accuracy: 1 / 3, tokens: 300_000 });
    // A row's probabilities alone would take 24 bytes, 6.5 MB of all.
    expect(held[1]! - held[0]!).toBeLessThan(3e6);
  });

  it('is printed as a table', async () => {
    const evaluation = await measured(countingModel(), examples, null);
    const table = evaluationTable('a.jsonl', evaluation);
    expect(table).toContain('a.jsonl: 4 rows');
    expect(evaluationTable('a.jsonl', { ...evaluation, rows: 1 })).toContain('a.jsonl: 1 row\n');
    expect(table).toMatch(/accuracy +75\.00/);
    expect(table).toMatch(/macro-recall +83\.33/);
    expect(table).toMatch(/true negative +1 +1 +0/);
    expect(table).toMatch(/positive +100\.00 +100\.00 +100\.00 +1\n/);
  });
});
