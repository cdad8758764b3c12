import { describe, expect, it } from 'vitest';
import { polynomialModel, special, tokenizeWords } from '../../../test/synthetic';
import { explain } from '../explain';
import { targetGame } from '../games/game';
import { exactInteractions } from '../interactions/pair-interactions';
import { quotientGame } from '../interactions/quotient-game';
import { readText } from '../readings';
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
    found.values.forEach((value, i) => {
      const own = found.pairs!.filter(({ first, second }) => first === i || second === i);
      const half = own.reduce((sum, pair) => sum + pair.value / 2, 0);
      expect(found.mainEffects![i]).toBeCloseTo(value - half, 10);
    });
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
    const found = await explain('interactions', polynomialModel(1, 8), subjectOf(text));
    const { pairs, values, notes, mainEffects, baseValue, outputValue } = found;
    expect(notes.join()).toMatch(/overlapping windows/);
    const sum = pairs!.reduce((sum, pair) => sum + pair.value, 0);
    expect(mainEffects!.reduce((sum, value) => sum + value, sum)).toBeCloseTo(outputValue - baseValue, 10);
    const keys = pairs!.map(({ first, second }) => `${first} ${second}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(pairs!.every(({ first, second }) => first < second && second < values.length)).toBe(true);
    expect(pairs!.at(-1)!.second).toBe(values.length - 1);
    // Words that no window holds together have no pair.
    expect(keys).not.toContain(`0 ${values.length - 1}`);
  });

  describe('of a long text', () => {
    const sentence = (from: number, words: number): string =>
      `${Array.from({ length: words }, (_, i) => `W${(from + i) % 26}`).join(' ')}.`;
    const text = [sentence(0, 14), sentence(14, 20), sentence(8, 12)].join(' ');
    const subject = subjectOf(text);

    it('are those of its sentences, exactly, and those within the one that says most', async () => {
      const model = polynomialModel(1, 128);
      const found = await explain('interactions', model, subject);
      const { sentences, pairs, values, notes, evaluations } = found;
      // Of few of the pairs they would say nothing.
      expect(found).not.toHaveProperty('mainEffects');
      expect(sentences!.spans).toEqual([
        { first: 0, last: 13 },
        { first: 14, last: 33 },
        { first: 34, last: 45 },
      ]);
      expect(evaluations).toBeLessThanOrEqual(2 * 46 + 2048);
      // All counted are different rows: the whole text and the empty one are in every game, and evaluated once.
      expect(evaluations).toBe(model.calls.reduce((sum, rows) => sum + rows, 0));
      expect(found.delta).toBeCloseTo(0, 9);

      const { features, parts } = readText(model, subject, { unit: 'word', longText: 'windows' });
      expect(features).toHaveLength(46);
      const groups = sentences!.spans.map(({ first, last }) =>
        Array.from({ length: last - first + 1 }, (_, i) => first + i),
      );
      const game = targetGame(parts[0]!.logits('mask'), subject.target);
      const between = await exactInteractions(quotientGame(game, groups));
      expect(sentences!.pairs).toEqual(between.pairs);
      const sizes = between.shapley.map(Math.abs);
      const strongest = groups[sizes.indexOf(Math.max(...sizes))]!;
      expect(pairs).toHaveLength((strongest.length * (strongest.length - 1)) / 2);
      for (const { first, second, standardError } of pairs!) {
        expect(strongest).toContain(first);
        expect(strongest).toContain(second);
        expect(standardError).not.toBeNull();
      }
      expect(values).toHaveLength(46);
      expect(notes.join()).toMatch(/46 features have too many pairs: .* the 3 sentences, .* says most \("W/);
    });

    it('are found in every window, and placed among the sentences of the text', async () => {
      const found = await explain('interactions', polynomialModel(1, 48), subjectOf(`${text} ${text}`));
      const { sentences, values, pairs } = found;
      expect(values).toHaveLength(92);
      expect(sentences!.spans.length).toBeGreaterThan(3);
      for (const { first, last } of sentences!.spans) expect(first).toBeLessThanOrEqual(last);
      expect(sentences!.spans.at(-1)!.last).toBeGreaterThan(45);
      for (const { first, second } of sentences!.pairs) {
        expect(first).toBeLessThan(second);
        expect(second).toBeLessThan(sentences!.spans.length);
      }
      for (const { first, second } of pairs!) expect(first).toBeLessThan(second);
    });

    it('are all pairs where it is one sentence', async () => {
      const one = subjectOf(sentence(0, 46));
      const { sentences, pairs } = await explain('interactions', polynomialModel(1, 128), one, {
        evaluations: 200,
      });
      expect(sentences).toBeUndefined();
      expect(pairs).toHaveLength((46 * 45) / 2);
    });
  });
});
