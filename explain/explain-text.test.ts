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
  assess: null,
};

describe('explainText', () => {
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
