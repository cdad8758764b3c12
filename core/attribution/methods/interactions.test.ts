import { describe, expect, it } from 'vitest';
import { polynomialModel, special, tokenizeWords } from '../../../test/synthetic';
import { explain, explainReadings } from '../explain';
import { targetGame } from '../games/game';
import { exactInteractions } from '../interactions/pair-interactions';
import { quotientGame } from '../interactions/quotient-game';
import { completeSettings } from '../method-settings';
import { readText, wholeGame } from '../readings';
import type { Subject } from '../subject';
import type { ValueMethodName } from './all';

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
    const settings = { evaluations: 600, until: 0 };
    const found = await explain('interactions', polynomialModel(), subject, settings);
    expect(found.evaluations).toBe(600);
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

  it('stops once the errors of all pairs are small enough, in few rows where larger ones are asked for', async () => {
    const subject = subjectOf('it is a very good phone but the battery of mine is really too short');
    const rows: number[] = [];
    for (const until of [0.1, 0.01]) {
      const { evaluations, pairs, standardErrors } = await explain(
        'interactions',
        polynomialModel(),
        subject,
        {
          until,
        },
      );
      for (const { standardError } of pairs!) expect(standardError).toBeLessThanOrEqual(until);
      for (const error of standardErrors!) expect(error).toBeLessThanOrEqual(until);
      rows.push(evaluations);
    }
    expect(rows[0]).toBeLessThan(rows[1]!);
    expect(rows[1]).toBeLessThan(2 * 15 + 2048);
    const whole = await explain('interactions', polynomialModel(), subject, { until: 0 });
    expect(whole.evaluations).toBe(2 * 15 + 2048);
  });

  it('are those of the whole text where it is read in windows', async () => {
    const subject = subjectOf('the phone is good but the battery is really short');
    const model = polynomialModel(1, 8);
    const found = await explain('interactions', model, subject);
    expect(found.notes.join()).toMatch(/overlapping windows/);
    expect(found.evaluations).toBe(model.calls.reduce((sum, rows) => sum + rows, 0));
    const readings = readText(model, subject, { unit: 'word', longText: 'windows' });
    const exact = await exactInteractions(wholeGame(readings, 'mask', subject.target));
    expect(found.values).toHaveLength(10);
    found.values.forEach((value, i) => expect(value).toBeCloseTo(exact.shapley[i]!, 10));
    found.mainEffects!.forEach((value, i) => expect(value).toBeCloseTo(exact.main[i]!, 10));
    expect(found.pairs).toEqual(
      exact.pairs.map((pair) => ({ ...pair, value: expect.closeTo(pair.value, 10) as number })),
    );
    expect(found.notes.join()).toMatch(/no window holds together add nothing/);
    expect(found.pairs!.find(({ first, second }) => first === 0 && second === 9)!.value).toBe(0);
  });

  it('have the values of Shapley interpolation and their errors, at any budget', async () => {
    const subject = subjectOf('it is a very good phone but the battery of mine is really too short');
    const errors: Float64Array[] = [];
    for (const budget of ['normal', 'reference'] as const) {
      const settings = { budget, evaluations: 100, until: 0 };
      const found = await explain('interactions', polynomialModel(), subject, settings);
      const other = await explain('shapley-interpolation', polynomialModel(), subject, settings);
      expect(found.values).toEqual(other.values);
      expect(found.standardErrors).toEqual(other.standardErrors);
      errors.push(Float64Array.from(found.standardErrors!));
    }
    // At "reference" no correlations are fitted.
    expect(errors[0]).not.toEqual(errors[1]);
  });

  it('say nothing of words that no window holds together where there are none', async () => {
    const notesOf = async (text: string, tokens: number): Promise<string> =>
      (
        await explain('interactions', polynomialModel(1, tokens), subjectOf(text), { until: 0.05 })
      ).notes.join();
    // A word of two tokens in windows of one token.
    const ofOne = await notesOf('battery', 3);
    expect(ofOne).toMatch(/overlapping windows/);
    expect(ofOne).not.toMatch(/no window holds together/);
    // Windows of 32 tokens hold each of two sentences as a whole, and something of the other.
    const sentence = (words: number): string =>
      `${Array.from({ length: words }, (_, i) => `W${i}`).join(' ')}.`;
    const ofTwo = await notesOf(`${sentence(30)} ${sentence(16)}`, 34);
    expect(ofTwo).toMatch(/overlapping windows/);
    expect(ofTwo).toMatch(/those of the 2 sentences/);
    expect(ofTwo).not.toMatch(/no window holds together/);
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

    it('are those of the whole text where it is read in windows', async () => {
      // Windows of 46 tokens cut the sentences of 14, 20 and 12 words.
      const model = polynomialModel(1, 48);
      const long = subjectOf(`${text} ${text}`);
      const found = await explain('interactions', model, long);
      const { sentences, pairs, values, standardErrors, evaluations } = found;
      expect(evaluations).toBe(model.calls.reduce((sum, rows) => sum + rows, 0));
      expect(sentences!.spans).toEqual([
        { first: 0, last: 13 },
        { first: 14, last: 33 },
        { first: 34, last: 45 },
        { first: 46, last: 59 },
        { first: 60, last: 79 },
        { first: 80, last: 91 },
      ]);
      const readings = readText(model, long, { unit: 'word', longText: 'windows' });
      expect(readings.parts.length).toBeGreaterThan(2);
      const groups = sentences!.spans.map(({ first, last }) =>
        Array.from({ length: last - first + 1 }, (_, i) => first + i),
      );
      const between = await exactInteractions(quotientGame(wholeGame(readings, 'mask', long.target), groups));
      expect(sentences!.pairs).toEqual(
        between.pairs.map((pair) => ({ ...pair, value: expect.closeTo(pair.value, 10) as number })),
      );
      const sizes = between.shapley.map(Math.abs);
      const strongest = groups[sizes.indexOf(Math.max(...sizes))]!;
      expect(pairs).toHaveLength((strongest.length * (strongest.length - 1)) / 2);
      const inside = new Set(strongest);
      for (const { first, second, standardError } of pairs!) {
        expect(first).toBeLessThan(second);
        expect(inside.has(first) && inside.has(second)).toBe(true);
        expect(standardError).toBeLessThan(0.02);
      }
      expect(values).toHaveLength(92);
      for (const error of standardErrors!) expect(error).toBeLessThan(0.02);
      expect(found.delta).toBeCloseTo(0, 9);
      const other = await explain('shapley-interpolation', model, long, { until: 0.005 });
      expect(found.baseValue).toBeCloseTo(other.baseValue, 12);
      expect(found.outputValue).toBeCloseTo(other.outputValue, 12);
      values.forEach((value, i) => {
        const error = Math.hypot(standardErrors![i]!, other.standardErrors![i]!);
        expect(Math.abs(value - other.values[i]!)).toBeLessThan(5 * error);
      });
      expect(found.notes).toEqual([
        expect.stringMatching(/^All words were read, in \d overlapping windows/),
        expect.stringMatching(/^92 features have too many pairs: .* the 6 sentences/),
        expect.stringMatching(/no window holds together add nothing/),
      ]);
    });

    it('take no rows for values that Shapley interpolation has read for', async () => {
      const model = polynomialModel(1, 128);
      const readings = readText(model, subject, { unit: 'word', longText: 'windows' });
      const settings = { unit: 'word', longText: 'windows' } as const;
      const rowsOf = async (before: readonly ValueMethodName[]): Promise<number> => {
        const known = readText(model, subject, settings);
        for (const method of before) {
          await explainReadings(method, subject, known, completeSettings(method, settings), {});
        }
        const count = known.evaluations;
        await explainReadings('interactions', subject, known, completeSettings('interactions', settings), {});
        return known.evaluations - count;
      };
      const shapley = await explainReadings(
        'shapley-interpolation',
        subject,
        readings,
        completeSettings('shapley-interpolation', settings),
        {},
      );
      const [alone, after] = [await rowsOf([]), await rowsOf(['shapley-interpolation'])];
      // The whole text and the empty one are in every game.
      expect(alone - after).toBe(shapley.evaluations);
    });

    it.each([
      [
        'halves',
        sentence(0, 46),
        [22, 45],
        /those of its 2 parts \(sentences of more than 40 features are halved/,
      ],
      ['phrases', sentence(0, 46).replace('W12 ', 'W12, '), [12, 45], /those of its 2 parts/],
      [
        'sentences and halves',
        `${sentence(3, 5)} ${sentence(0, 44)}`,
        [4, 26, 48],
        /those of the 3 sentences and parts of sentences \(those of more than 40 features are halved/,
      ],
    ])('are grouped by %s where a sentence is too long', async (_, text, lasts, note) => {
      const { sentences, pairs, notes, mainEffects } = await explain(
        'interactions',
        polynomialModel(1, 128),
        subjectOf(text),
      );
      expect(mainEffects).toBeUndefined();
      expect(sentences!.spans.map(({ last }) => last)).toEqual(lasts);
      expect(sentences!.spans.map(({ first }) => first)).toEqual([
        0,
        ...lasts.slice(0, -1).map((i) => i + 1),
      ]);
      expect(sentences!.pairs).toHaveLength((lasts.length * (lasts.length - 1)) / 2);
      const inOne = sentences!.spans.filter(({ first, last }) =>
        pairs!.every((pair) => pair.first >= first && pair.second <= last),
      );
      expect(inOne).toHaveLength(1);
      const size = inOne[0]!.last - inOne[0]!.first + 1;
      expect(pairs).toHaveLength((size * (size - 1)) / 2);
      expect(notes.join()).toMatch(note);
    });
  });
});
