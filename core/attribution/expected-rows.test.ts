import { describe, expect, it } from 'vitest';
import { polynomialModel, special, tokenizeWords } from '../../test/synthetic';
import { expectedRows } from './expected-rows';
import { explain } from './explain';
import { valueMethodNames } from './methods/all';
import { methodRequests, type MethodRequest } from './requests';

const tokenized = tokenizeWords([...'abcdefghijklmnopqrstuvwxyz'].join(' '));

describe.each(valueMethodNames)('expectedRows of %s', (method) => {
  it('foresees about what is evaluated', async () => {
    const subject = { tokenized, special, target: { classIndex: 1, output: 'logit' } as const };
    const withBackground = { ...subject, background: [[2, 10, 20, 3]] };
    const [request] = methodRequests([method], { budget: 'reference' }) as [MethodRequest];
    const { evaluations } = await explain(method, polynomialModel(), withBackground, request.settings);
    const rows = expectedRows(request, tokenized.words.length);
    expect(rows).toBeGreaterThan(0.9 * evaluations);
    expect(rows).toBeLessThan(3 * evaluations);
  });
});

describe('expectedRows', () => {
  it('heeds what is asked', () => {
    expect(expectedRows({ method: 'kernel-shap', settings: { budget: 'reference' } }, 100)).toBe(2248);
    const [few, more] = [20, 40].map((words) => expectedRows({ method: 'kernel-shap' }, words));
    expect(more! / few!).toBeCloseTo(2 ** 1.5, 2);
    expect(expectedRows({ method: 'kernel-shap' }, 100)).toBe(more);
    // The fewest by which a run may stop.
    expect(expectedRows({ method: 'kernel-shap', settings: { until: 1 } }, 100)).toBe(16 + 4 * 100);
    expect(expectedRows({ method: 'kernel-shap', settings: { until: 0 } }, 100)).toBe(2248);
    expect(expectedRows({ method: 'kernel-shap', settings: { evaluations: 300 } }, 100)).toBe(300);
    expect(expectedRows({ method: 'integrated-gradients', settings: { steps: 8 } }, 100)).toBe(122);
    // Doubled once at least, and never beyond what is allowed.
    expect(expectedRows({ method: 'integrated-gradients', settings: { steps: 100 } }, 100)).toBe(302);
    expect(expectedRows({ method: 'integrated-gradients', settings: { steps: 8, maxSteps: 16 } }, 100)).toBe(
      26,
    );
    expect(expectedRows({ method: 'integrated-gradients', settings: { budget: 'reference' } }, 100)).toBe(52);
  });

  it('counts every window of a text', () => {
    expect(expectedRows({ method: 'kernel-shap', settings: { until: 0 } }, 100, 3)).toBe(3 * 2248);
    expect(expectedRows({ method: 'interactions' }, 10, 3)).toBe(3 * 1024);
  });

  it('counts pairs of a sentence only in the windows that hold it, and no more than the budget allows', () => {
    const rows = (settings: object, windows: number): number =>
      expectedRows({ method: 'interactions', settings }, 70, windows);
    const values = { method: 'shapley-interpolation', settings: { until: 0.01 } } as const;
    const pairs = { method: 'interactions', settings: { until: 0.01 } } as const;
    // Of the values of all, and of the pairs of a sentence of 23 words.
    expect(rows({ until: 0.01 }, 1)).toBe(expectedRows(values, 70) + expectedRows(pairs, 23));
    expect(rows({ until: 0.01 }, 8)).toBeLessThan(8 * (16 + 4 * 70) + 640);
    expect(rows({ until: 0 }, 3)).toBe(3 * (2 * 70 + 2048));
    expect(rows({ until: 0.0001, evaluations: 600 }, 1)).toBe(600);
  });

  it('foresees about what interactions take where they stop by their errors', async () => {
    const words = 'it is a very good phone but the battery of mine is really too short for a whole day';
    const long = `${words}. The ${words}. Now ${words}. No ${words}.`;
    for (const [text, maxTokens, windows] of [
      [words, 64, 1],
      [long, 128, 1],
      [long, 40, 3],
    ] as const) {
      const subject = {
        tokenized: tokenizeWords(text),
        special,
        target: { classIndex: 1, output: 'logit' },
      } as const;
      const model = polynomialModel(1, maxTokens);
      const { evaluations } = await explain('interactions', model, subject, { until: 0.005 });
      const rows = expectedRows(
        { method: 'interactions' },
        Math.ceil(subject.tokenized.words.length / windows),
        windows,
      );
      expect(rows).toBeGreaterThan(0.7 * evaluations);
      expect(rows).toBeLessThan(3 * evaluations);
    }
  });
});
