import { describe, expect, it } from 'vitest';
import { polynomialModel, special, tokenizeWords } from '../test/synthetic';
import type { ClassifyRequest, ExplainProgress, ExplainRequest } from './api';
import { TextAnalysis } from './text-analysis';

const signal = new AbortController().signal;
const nothing = () => undefined;
const text = 'the phone is good but the battery is really short and the screen is dim';
const words = text.split(' ').length;
const tokens = tokenizeWords(text).tokens.length;

function setUp() {
  const model = polynomialModel(1, 8);
  return { model, analysis: new TextAnalysis(model, { special, tokenize: tokenizeWords }, ['a'], ['en']) };
}

const explainRequest = (changes: Partial<ExplainRequest> = {}): ExplainRequest => ({
  text,
  longText: 'windows',
  methods: [{ method: 'input-x-gradient' }, { method: 'leave-one-out' }],
  classIndex: null,
  output: 'probability',
  unit: 'word',
  topK: 3,
  ...changes,
});

describe('TextAnalysis', () => {
  it.each([
    ['windows', tokens],
    ['truncate', 8],
  ] as const)('classifies a long text by %s', async (longText, seenTokens) => {
    const found = await setUp().analysis.classify({ text, longText }, signal, nothing);
    expect(found).toMatchObject({ words, tokens, seenTokens });
    expect(found.windows > 1).toBe(longText === 'windows');
    expect(found.probabilities.reduce((sum, probability) => sum + probability)).toBeCloseTo(1, 12);
  });

  it.each(['windows', 'truncate'] as const)(
    'reads many texts as it reads each alone, by %s',
    async (longText) => {
      const { analysis } = setUp();
      const texts = ['good', text, 'the battery is short', `${text} ${text}`];
      const all = await analysis.predict({ texts, longText }, signal);
      const alone: number[] = [];
      for (const each of texts) {
        const { probabilities } = await analysis.classify({ text: each, longText }, signal, nothing);
        alone.push(...probabilities);
      }
      expect(all).toHaveLength(alone.length);
      alone.forEach((probability, at) => expect(all[at]).toBeCloseTo(probability, 12));
    },
  );

  it.each(['windows', 'truncate'] as const)(
    'explains the very output that it classified by %s',
    async (longText) => {
      const { analysis } = setUp();
      const { probabilities } = await analysis.classify({ text, longText }, signal, nothing);
      const { explanations } = await analysis.explain(explainRequest({ longText }), signal, nothing);
      for (const { target, outputValue, values } of explanations) {
        expect(probabilities[target.classIndex]).toBe(Math.max(...probabilities));
        expect(outputValue).toBeCloseTo(probabilities[target.classIndex]!, 7);
        expect(values.length === words).toBe(longText === 'windows');
      }
    },
  );

  it('does not read a text again to explain it, unless another was read since, or in another way', async () => {
    const { model, analysis } = setUp();
    /** Rows that were read but not to explain. */
    const readBy = async (request: ClassifyRequest | null) => {
      if (request) await analysis.classify(request, signal, nothing);
      model.calls.length = 0;
      const asked = explainRequest({ methods: [{ method: 'saliency' }] });
      const { evaluations } = await analysis.explain(asked, signal, nothing);
      return model.calls.reduce((sum, rows) => sum + rows, 0) - evaluations;
    };
    expect(await readBy({ text, longText: 'windows' })).toBe(0);
    expect(model.calls).not.toEqual([]);
    expect(await readBy(null)).toBe(0);
    expect(await readBy({ text, longText: 'truncate' })).toBeGreaterThan(0);
    expect(await readBy({ text: 'another', longText: 'windows' })).toBeGreaterThan(0);
  });

  it('tells each whole explanation once, before the next method begins', async () => {
    const { analysis } = setUp();
    const told: ExplainProgress[] = [];
    const { explanations } = await analysis.explain(explainRequest(), signal, (progress) =>
      told.push(progress),
    );
    expect(told.flatMap(({ finished }) => finished)).toEqual([explanations[0]]);
  });

  it('assesses what it explained', async () => {
    const { analysis } = setUp();
    const request = explainRequest();
    const { explanations } = await analysis.explain(request, signal, nothing);
    const found = await analysis.assess({ ...request, explanations, removal: 'mask' }, signal, nothing);
    expect(found.methods).toHaveLength(2);
  });

  it('stops when it is cancelled', async () => {
    const { analysis } = setUp();
    const aborted = AbortSignal.abort();
    await expect(analysis.classify({ text, longText: 'windows' }, aborted, nothing)).rejects.toThrow(
      /abort/i,
    );
    await expect(analysis.explain(explainRequest(), aborted, nothing)).rejects.toThrow(/abort/i);
  });
});
