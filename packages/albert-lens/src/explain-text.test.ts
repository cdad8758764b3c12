import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../core/assessment/compare';
import { assess, classify, compare, compareClasses, explain } from './explain-text';
import type { TextModel } from './text-model';
import { countingModel, wavingModel } from './testing';

const text = 'A good phone, bad battery.';
const words = ['A', 'good', 'phone', ',', 'bad', 'battery', '.'];

describe('a text', () => {
  it('is classified', async () => {
    const { probabilities } = await classify(countingModel(), text);
    expect(probabilities[1]).toBeCloseTo(0.4, 6);
  });

  it.each(['shapley-interpolation', 'kernel-shap', 'lime', 'leave-one-out'] as const)(
    'is explained by %s: each word is worth what it adds',
    async (method) => {
      const { values, spans, target } = await explain(countingModel(), text, { method, class: 'positive' });
      expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(words);
      expect(target).toEqual({ classIndex: 1, output: 'probability' });
      values.forEach((value, word) =>
        expect(value).toBeCloseTo({ good: 0.2, bad: -0.3 }[words[word]!] ?? 0, 2),
      );
    },
  );

  it('is explained for the predicted class, by Shapley values, where nothing else is asked', async () => {
    const { method, target } = await explain(countingModel(), text);
    expect(method).toBe('shapley-interpolation');
    expect(target.classIndex).toBe(0);
  });

  it('is turned by the words that flips finds', async () => {
    const { turning } = await explain(countingModel(), text, { method: 'flips' });
    expect(turning).toMatchObject({ exact: true, sets: [[4]] });
  });

  it('is compared and assessed, and what was read is not read again', async () => {
    const told: string[] = [];
    const model = countingModel(told);
    const methods = ['kernel-shap', { method: 'lime', settings: { samples: 200 } }] as const;
    const comparison = await compare(model, text, { methods });
    expect(comparison.explanations.map(({ method }) => method)).toEqual(['kernel-shap', 'lime']);
    expect(comparison.explanations[1]!.settings.samples).toBe(200);
    const before = told.length;
    await compare(model, text, { methods, output: 'logit' });
    expect(told.length - before).toBeLessThanOrEqual(1);
    const assessment = await assess(model, text, { methods, comparison });
    expect(assessment.methods.map(({ normalisedAopc }) => normalisedAopc.exact)).toEqual([true, true]);
  });

  it('is explained for every class in one call, for which one run evaluates no more rows than for one class', async () => {
    const long = Array.from({ length: 16 }, (_, i) => `w${i}`).join(' ');
    const methods = ['shapley-interpolation', 'flips'] as const;
    const rowsOf = async <T>(ask: (model: TextModel) => Promise<T>): Promise<[T, number]> => {
      const told: string[] = [];
      const answer = await ask(wavingModel(told));
      return [answer, told.length];
    };
    const [predicted, rows] = await rowsOf((model) => compare(model, long, { methods }));
    const [all, allRows] = await rowsOf((model) => compareClasses(model, long, { methods, oneRun: true }));
    expect(allRows).toBe(rows);
    const targets = all.map(({ explanations }) => explanations[0]!.target.classIndex);
    expect(targets).toEqual([0, 1, 2]);
    const { classIndex } = predicted.explanations[0]!.target;
    expect(all[classIndex]!.explanations[0]!.values).toEqual(predicted.explanations[0]!.values);
    const largest = (of: Comparison) => Math.max(...of.explanations[0]!.standardErrors!);
    expect(Math.max(...all.map(largest))).toBeGreaterThan(0.005);

    // Else each class goes on until its own errors are met.
    const [each, eachRows] = await rowsOf((model) => compareClasses(model, long, { methods }));
    for (const one of each) expect(largest(one)).toBeLessThanOrEqual(0.005);
    expect(eachRows).toBeGreaterThan(rows);
  });

  it('shows its progress and stops when told to', async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const explaining = explain(
      countingModel(),
      'good '.repeat(30),
      { method: 'permutation-shap', settings: { evaluations: 5000 } },
      {
        signal: controller.signal,
        onProgress: ({ done }) => {
          seen.push(done);
          if (done > 100) controller.abort();
        },
      },
    );
    await expect(explaining).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }) as Error);
    expect(seen.length).toBeGreaterThan(0);
  });

  it.each([
    [{ class: 'happy' }, 'The model has no class "happy". Its classes are negative, positive.'],
    [{ class: 2 }, 'The model has no class 2. Its classes are negative, positive.'],
    [{ method: 'shap' as 'lime' }, /^There is no method "shap"\. Methods are kernel-shap, /],
    [{ method: 'lime' as const, settings: { samples: 0 } }, /^lime: samples is /],
    [{ method: 'saliency' as const }, /^saliency needs gradients, which this model does not give\./],
  ])('is refused for %o in words', async (question, message) => {
    await expect(explain(countingModel(), text, question)).rejects.toThrow(message);
  });

  it('without a word is refused', async () => {
    await expect(explain(countingModel(), ' ')).rejects.toThrow('The text has no words to explain.');
  });
});
