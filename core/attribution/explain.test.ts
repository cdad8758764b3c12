import { describe, expect, it } from 'vitest';
import { polynomialModel, special, tokenizeWords } from '../../test/synthetic';
import { explain, needsGradients } from './explain';
import type { Classifier } from '../model/classifier';
import type { Explanation } from './explanation';
import { valueMethodNames } from './methods/all';
import { defaultSettings } from './method-settings';
import type { Subject } from './subject';

const text = 'the phone is good but the battery is really short';
const subject: Subject = {
  tokenized: tokenizeWords(text),
  special,
  target: { classIndex: 1, output: 'logit' },
  background: [
    [2, 10, 20, 30, 3],
    [2, 3],
  ],
};
const words = subject.tokenized.words.map(({ start, end }) => text.slice(start, end));

describe.each(valueMethodNames)('explain by %s', (method) => {
  it('names its features, settings and sums', async () => {
    const explanation = await explain(method, polynomialModel(), subject);
    expect(explanation.spans.map(({ start, end }) => text.slice(start, end))).toEqual(words);
    expect(explanation.values).toHaveLength(words.length);
    expect(Object.keys(explanation.settings)).toEqual(Object.keys(defaultSettings[method]));
    const sum = explanation.values.reduce((total, value) => total + value, explanation.baseValue);
    expect(explanation.delta).toBeCloseTo(sum - explanation.outputValue, 12);
    expect(explanation.evaluations).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
  });

  it('explains tokens where asked', async () => {
    const { spans, values } = await explain(method, polynomialModel(), subject, { unit: 'token' });
    expect(spans).toHaveLength(subject.tokenized.tokens.length - 2);
    expect(values).toHaveLength(spans.length);
  });

  it('reads longer texts in windows whose mean it explains', async () => {
    const model = polynomialModel(1, 8);
    const explanation = await explain(method, model, subject);
    expect(explanation.values).toHaveLength(words.length);
    expect(explanation.notes.join()).toMatch(
      /All words were read, in \d overlapping windows of up to 8 tokens/,
    );
    const truncated = await explain(method, model, subject, { longText: 'truncate' });
    expect(truncated.values.length).toBeLessThan(words.length);
    expect(truncated.notes.join()).toMatch(/reads 8 tokens: the last \d+ words.* were not seen/);
  });

  it('asks for gradients exactly when it says so', async () => {
    const { classes, maxTokens, windowTokens, ...model } = polynomialModel();
    const logits: Classifier['logits'] = (rows, signal) => model.logits(rows, signal);
    const forwardOnly: Classifier = { classes, maxTokens, windowTokens, logits };
    const run = explain(method, forwardOnly, subject);
    if (needsGradients(method)) await expect(run).rejects.toThrow(/needs gradients/);
    else expect((await run).values).toHaveLength(words.length);
  });
});

describe('explain', () => {
  const sum = ({ values }: Explanation): number => values.reduce((total, value) => total + value, 0);

  it('keeps Shapley values of windows adding up to the mean output', async () => {
    const model = polynomialModel(1, 8);
    const { delta, outputValue, baseValue, ...rest } = await explain('kernel-shap', model, subject);
    expect(Math.abs(delta)).toBeLessThan(1e-9);
    expect(sum({ delta, outputValue, baseValue, ...rest })).toBeCloseTo(outputValue - baseValue, 9);
  });

  it('shows what the windows done so far come to, which the rest does not change where they do not overlap', async () => {
    const partials: Explanation[] = [];
    const whole = await explain(
      'kernel-shap',
      polynomialModel(1, 8),
      subject,
      {},
      {
        onProgress: ({ partial }) => void (partial && partials.push(partial)),
      },
    );
    expect(partials.length).toBeGreaterThan(0);
    for (const [index, { values, notes, delta }] of partials.entries()) {
      expect(values).toHaveLength(words.length);
      expect(values[0]).toBe(whole.values[0]);
      expect(values.at(-1)).toBe(0);
      expect(delta).toBeCloseTo(0, 9);
      expect(notes[0]).toBe(
        `So far ${index + 1} of ${partials.length + 1} windows were explained: words of the others have no value yet.`,
      );
    }
    expect(whole.values.at(-1)).not.toBe(0);
    expect(whole.notes.join()).not.toContain('So far');
  });

  it('states the removal, which does not touch the output of the whole text', async () => {
    const byRemoval = await Promise.all(
      (['mask', 'pad', 'delete'] as const).map((removal) =>
        explain('leave-one-out', polynomialModel(), subject, { removal }),
      ),
    );
    expect(new Set(byRemoval.map(({ outputValue }) => outputValue)).size).toBe(1);
    expect(byRemoval.map(({ settings }) => settings['removal'])).toEqual(['mask', 'pad', 'delete']);
  });

  it('gives all places of a word in LIME the same value, single places their own', async () => {
    const the = words.flatMap((word, i) => (word === 'the' ? [i] : []));
    const bag = await explain('lime', polynomialModel(), subject);
    expect(bag.values[the[0]!]).toBe(bag.values[the[1]!]);
    const places = await explain('lime', polynomialModel(), subject, { occurrences: 'single' });
    expect(places.values[the[0]!]).not.toBe(places.values[the[1]!]);
  });

  it.each([
    [8, /^In (\d) of \1 windows R² of the local model is below 0\.8, at the least 0\.\d\d: .* there\.$/],
    [64, /^R² of the local model is 0\.\d\d, below 0\.8: /],
  ])('says once of all windows of %d tokens how badly local models fit', async (tokens, note) => {
    const { notes } = await explain('lime', polynomialModel(1, tokens), subject, { alpha: 1e6 });
    expect(notes.filter((one) => one.includes('R²'))).toEqual([expect.stringMatching(note)]);
  });

  it.each([
    [{ classIndex: 3, output: 'logit' } as const, /Class 3 is not one of the model's: 0 to 2/],
    [{ classIndex: 0.5, output: 'logit' } as const, /Class 0.5/],
  ])('refuses the target %j', async (target, message) => {
    await expect(explain('lime', polynomialModel(), { ...subject, target })).rejects.toThrow(message);
  });

  it('refuses a text without words, unknown methods and settings', async () => {
    const empty = { ...subject, tokenized: tokenizeWords('  ') };
    await expect(explain('lime', polynomialModel(), empty)).rejects.toThrow(/no words/);
    await expect(explain('shap' as 'lime', polynomialModel(), subject)).rejects.toThrow(/no method "shap"/);
    await expect(explain('lime', polynomialModel(), subject, { steps: 5 } as object)).rejects.toThrow(
      /lime has no setting "steps"/,
    );
    const bare = { ...subject, background: [] };
    await expect(explain('gradient-shap', polynomialModel(), bare)).rejects.toThrow(/needs a background/);
  });
});
