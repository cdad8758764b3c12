import { describe, expect, it } from 'vitest';
import { polynomialModel, special, tokenizeWords } from '../../../test/synthetic';
import { explain } from '../explain';
import type { Subject } from '../subject';

const subjectOf = (text: string): Subject => ({
  tokenized: tokenizeWords(text),
  special,
  target: { classIndex: 1, output: 'logit' },
});

describe('interactions', () => {
  it('gives Shapley values and every pair of words, exactly up to 12 words', async () => {
    const subject = subjectOf('the phone is good but the battery is really short');
    const found = await explain('interactions', polynomialModel(), subject);
    const exact = await explain('kernel-shap', polynomialModel(), subject, { until: 0 });
    expect(found.evaluations).toBe(1024);
    found.values.forEach((value, i) => expect(value).toBeCloseTo(exact.values[i]!, 10));
    expect(found.delta).toBeCloseTo(0, 10);
    expect(found.pairs).toHaveLength(45);
    expect(found.pairs!.every(({ standardError }) => standardError === 0)).toBe(true);
    // A cubic polynomial of a sum of words: no two of them are without an interaction.
    expect(found.pairs!.every(({ value }) => Math.abs(value) > 1e-6)).toBe(true);
    expect(exact.pairs).toBeUndefined();
  });

  it('estimates them from few coalitions of more words, close to the exact ones', async () => {
    const subject = subjectOf('it is a very good phone but the battery of mine is really too short');
    const exact = await explain('interactions', polynomialModel(), subject, { evaluations: 2 ** 15 });
    const found = await explain('interactions', polynomialModel(), subject, { evaluations: 600 });
    expect(found.evaluations).toBeLessThanOrEqual(600);
    const largest = Math.max(...exact.pairs!.map(({ value }) => Math.abs(value)));
    found.pairs!.forEach(({ first, second, value, standardError }, pair) => {
      expect([first, second]).toEqual([exact.pairs![pair]!.first, exact.pairs![pair]!.second]);
      expect(Math.abs(value - exact.pairs![pair]!.value)).toBeLessThan(0.05 * largest);
      expect(standardError).toBeGreaterThan(0);
    });
  });

  it('gives a text of one word a value and no pairs', async () => {
    const { values, pairs } = await explain('interactions', polynomialModel(), subjectOf('good'));
    expect(values).toHaveLength(1);
    expect(pairs).toEqual([]);
  });

  it('places the pairs of windows among the words of the text', async () => {
    const text = 'the phone is good but the battery is really short';
    const { pairs, values, notes } = await explain('interactions', polynomialModel(1, 8), subjectOf(text));
    expect(notes.join()).toMatch(/overlapping windows/);
    const keys = pairs!.map(({ first, second }) => `${first} ${second}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(pairs!.every(({ first, second }) => first < second && second < values.length)).toBe(true);
    expect(pairs!.at(-1)!.second).toBe(values.length - 1);
    // Words that no window holds together have no pair.
    expect(keys).not.toContain(`0 ${values.length - 1}`);
  });
});
