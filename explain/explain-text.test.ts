import { describe, expect, it } from 'vitest';
import { Analysis } from '../core/analysis/analysis';
import { documentOf } from '../core/analysis/document';
import { polynomialModel, special, tokenizeWords } from '../test/synthetic';
import { explainText } from './explain-text';

const model = polynomialModel();
const tokenizer = { special, tokenize: tokenizeWords };
const settings = {
  methods: [{ method: 'leave-one-out' as const }],
  classes: model.classes,
  model: { name: 'tiny', version: null },
  output: 'probability' as const,
  unit: 'word' as const,
  longText: 'windows' as const,
  topK: 5,
  oneRun: false,
  assess: null,
};

describe('explainText', () => {
  it('explains all classes by one run, which evaluates for the predicted class alone', async () => {
    const text = Array.from({ length: 20 }, (_, i) => `w${i}`).join(' ');
    const rowsOf = async (changes: object) => {
      const own = polynomialModel();
      const explaining = { analysis: new Analysis(own, tokenizer, []), tokenizer, languages: [] };
      const methods = [{ method: 'shapley-interpolation' as const, settings: { until: 0.001 } }];
      const asked = { ...settings, methods, classIndex: 'all' as const, ...changes };
      const signal = new AbortController().signal;
      const explained = await explainText(explaining, text, asked, signal, () => undefined);
      return { explained, rows: own.calls.reduce((sum, rows) => sum + rows, 0) };
    };
    const { explained, rows } = await rowsOf({ oneRun: true });
    const document = documentOf(explained);
    if (!('classes' in document)) throw new Error('This is a document of one class.');
    expect(document.classes.map((one) => one.class)).toEqual(model.classes);
    const evaluations = document.classes.map(({ explanations }) => explanations[0]!.evaluations);
    // One row reads the text, to know its class.
    expect(rows).toBe(1 + Math.max(...evaluations));
    // Without it, the run goes on until the dearest class is met.
    const each = await rowsOf({});
    const alone = await Promise.all(model.classes.map((_, classIndex) => rowsOf({ classIndex })));
    expect(each.rows).toBe(Math.max(...alone.map(({ rows }) => rows)));
  });

  it('tells how far explaining and assessing are', async () => {
    const explaining = { analysis: new Analysis(model, tokenizer, []), tokenizer, languages: [] };
    const told: string[] = [];
    await explainText(
      explaining,
      'a good but short text',
      {
        ...settings,
        methods: [{ method: 'lime' as const }],
        classIndex: 0,
        assess: { removal: 'mask', seed: 0 },
      },
      new AbortController().signal,
      (sentence) => told.push(sentence),
    );
    expect(told).toContain('lime: 32 of 32 evaluations');
    expect(told).toContain('assessing, removing words: 0 of 11 steps');
    expect(told.at(-2)).toBe('assessing, lime with other seeds: 10 of 11 steps');
  });

  it.each([
    [['en'], 0, { language: 'pl', unknownWords: 0 }],
    [['en'], 'all', { language: 'pl', unknownWords: 0 }],
    [['pl'], 0, undefined],
    [[], 'all', undefined],
  ] as const)(
    'notes the language of a text to a model of %j, class %s',
    async (languages, classIndex, note) => {
      const explaining = { analysis: new Analysis(model, tokenizer, []), tokenizer, languages };
      const text = 'Bardzo mi się podoba.';
      const signal = new AbortController().signal;
      const explained = await explainText(
        explaining,
        text,
        { ...settings, classIndex },
        signal,
        () => undefined,
      );
      expect(documentOf(explained).languageNote).toEqual(note);
    },
  );
});
