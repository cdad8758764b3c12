import { describe, expect, it } from 'vitest';
import { mixedModel } from '../../test/mixed-model';
import { special, tokenizeWords } from '../../test/synthetic';
import { requireDocument } from '../../test/valid-document';
import { givesValues, methodNames, methods, type MethodName } from '../attribution/methods/all';
import { methodRequests } from '../attribution/requests';
import { Analysis } from './analysis';
import { documentOf } from './document';

const fiveClasses = mixedModel(
  [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [1, -1, 0],
    [0.5, 0.5, -1],
  ],
  'softmax',
);
const multiLabel = mixedModel(
  [
    [2, 0, 0],
    [0, -2, 1],
  ],
  'sigmoid',
);
const short = 'the phone is good but the battery is short';
const long = Array.from({ length: 200 }, (_, i) => `w${i % 37}${i % 9 === 8 ? '.' : ''}`).join(' ');

const situations = [
  ['five classes', fiveClasses, short, [0, 1, 2, 3, 4]],
  ['a multi-label model', multiLabel, short, [0, 1]],
  ['one word', fiveClasses, 'good', [0, 4]],
  ['200 words', fiveClasses, long, [3]],
] as const;

async function explained(model: typeof fiveClasses, text: string, name: MethodName, classIndex: number) {
  const analysis = new Analysis(model, { special, tokenize: tokenizeWords }, ['a b', 'c']);
  const comparison = await analysis.explain({
    text,
    longText: 'windows',
    unit: 'word',
    output: 'probability',
    topK: 5,
    methods: methodRequests([name], { budget: 'quick' }),
    classIndex,
  });
  return { text, comparison, classes: model.classes, model: { name: 'mixed', version: null } };
}

describe.each(methodNames)('%s', (name) => {
  it.each(situations)('explains %s', async (_, model, text, classes) => {
    const words = tokenizeWords(text).words.length;
    for (const classIndex of classes) {
      const found = await explained(model, text, name, classIndex);
      requireDocument(documentOf(found));
      const { explanations, flips = [] } = found.comparison;
      if (!givesValues(name)) {
        const [{ turning, sufficient }] = flips as [(typeof flips)[number]];
        for (const set of [...turning.sets, ...sufficient.sets].flat()) expect(set).toBeLessThan(words);
        continue;
      }
      const [{ values, standardErrors, delta, pairs = [] }] = explanations as [(typeof explanations)[0]];
      expect(values).toHaveLength(words);
      expect('pairs' in explanations[0]!).toBe(methods[name].gives === 'pairs');
      // Of what is no number, too, Number.isFinite is false.
      expect([...values, ...(standardErrors ?? []), delta].every(Number.isFinite)).toBe(true);
      expect(values.some((value) => value !== 0)).toBe(true);
      const isPair = ({ first, second, value }: (typeof pairs)[number]): boolean =>
        first < second && second < words && Number.isFinite(value);
      expect(pairs.every(isPair)).toBe(true);
    }
  });

  it('says that a text without a word has none', async () => {
    await expect(explained(fiveClasses, ' ', name, 0)).rejects.toThrow(/The text has no words/);
  });
});
