import { describe, expect, it } from 'vitest';
import { fromFunction } from '../../../runtime/from-function';
import { classify, explain } from './explain-text';
import { countingModel } from './testing';

describe('a function as a model', () => {
  it('reads the text as it stands, and without the words that are absent', async () => {
    const told: string[] = [];
    const { tokenizer, classifier } = countingModel(told);
    const text = '  Good,\n good!  ';
    const { tokens, words } = tokenizer.tokenize(text);
    expect(words.map(({ start, end }) => text.slice(start, end))).toEqual(['Good', ',', 'good', '!']);
    const ids = tokens.map(({ id }) => id);
    const { mask } = tokenizer.special;
    await classifier.logits([
      { ids },
      { ids: ids.map((id, at) => (at === 3 ? mask : id)) },
      { ids: ids.map((id, at) => (at === 1 ? mask : id)) },
      { ids: ids.filter((_, at) => at !== 3) },
      { ids, attention: ids.map((_, at) => Number(at !== 3)) },
    ]);
    expect(told).toEqual([text, '  Good, …!  ', '…,\n good!  ', '  Good,!  ', '  Good,!  ']);
  });

  it('is given its texts in batches, and keeps sure answers finite', async () => {
    const sizes: number[] = [];
    const model = fromFunction({
      classes: ['no', 'yes'],
      batchSize: 4,
      predict: async (texts) => {
        sizes.push(texts.length);
        return texts.map((text) => (text.includes('yes') ? [0, 1] : [1, 0]));
      },
    });
    const { values } = await explain(model, 'yes or no', { class: 'yes', output: 'logit' });
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(values[0]).toBeGreaterThan(10);
  });

  it('is given no more than it has room for: a long text in windows of whole words', async () => {
    const told: string[] = [];
    const model = fromFunction({
      classes: ['no', 'yes'],
      // A token a letter: five beside the two around them.
      room: { maxTokens: 7, tokensOf: (piece) => piece.trim().length },
      predict: async (texts) => {
        told.push(...texts);
        return texts.map((text) => (text.includes('yes') ? [0, 1] : [1, 0]));
      },
    });
    const { probabilities, windows } = await classify(model, 'ab yes abc abcdefghijk');
    expect(told).toEqual(['ab yes', ' abc', ' abcdefghijk']);
    expect(windows).toBe(3);
    expect(probabilities[1]).toBeCloseTo(1 / 3, 6);
    const { values } = await explain(model, 'ab yes abc', { class: 'yes' });
    expect(values[0]).toBeCloseTo(0, 6);
    expect(values[1]).toBeCloseTo(0.5, 6);
    expect(values).toHaveLength(3);
  });

  it('explains a label of several that hold or not', async () => {
    const model = fromFunction({
      classes: ['toxic', 'rude'],
      activation: 'sigmoid',
      predict: async (texts) => texts.map((text) => [text.includes('idiot') ? 0.9 : 0.1, 0.3]),
    });
    const { values, baseValue } = await explain(model, 'You idiot', { class: 'toxic' });
    expect(values[1]).toBeCloseTo(0.8, 5);
    expect(baseValue).toBeCloseTo(0.1, 5);
  });

  it.each([
    [[[0.5, 0.5, 0]], 'predict has to give 2 probabilities a text, not [0.5, 0.5, 0].'],
    [[[Number.NaN, 1]], 'predict has to give 2 probabilities a text, not [NaN, 1].'],
    [[], 'predict was given 1 texts and answered for 0.'],
  ])('that answers %o is refused', async (answers, message) => {
    const model = fromFunction({ classes: ['a', 'b'], predict: async () => answers });
    await expect(explain(model, 'text')).rejects.toThrow(message);
  });
});
