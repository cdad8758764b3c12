import { describe, expect, it } from 'vitest';
import { mixedModel } from '../../test/mixed-model';
import { special, tokenizeWords } from '../../test/synthetic';
import { requireDocument } from '../../test/valid-document';
import type { Explanation } from '../attribution/explanation';
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
/** 22 sentences of nine words, and one of two. */
const long = Array.from(
  { length: 200 },
  (_, i) => `${i % 9 === 0 ? 'W' : 'w'}${i % 37}${i % 9 === 8 ? '.' : ''}`,
).join(' ');

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

/** All pairs of the words; of a long text all sentences, all of their pairs, and all pairs of the words within the strongest. */
function requirePairs({ values, pairs, mainEffects, sentences }: Explanation, text: string): void {
  const ofRange = (first: number, last: number): string[] =>
    Array.from({ length: last - first + 1 }, (_, b) =>
      Array.from({ length: b }, (_, a) => `${first + a} ${first + b}`),
    ).flat();
  const keys = (some: typeof pairs): string[] => some!.map(({ first, second }) => `${first} ${second}`);
  for (const { value, standardError } of [...pairs!, ...(sentences?.pairs ?? [])]) {
    expect(Number.isFinite(value) && Number.isFinite(standardError)).toBe(true);
  }
  if (text !== long) {
    expect(sentences).toBeUndefined();
    expect(mainEffects).toHaveLength(values.length);
    expect(keys(pairs)).toEqual(ofRange(0, values.length - 1));
    return;
  }
  expect(mainEffects).toBeUndefined();
  const starts = Array.from({ length: 23 }, (_, i) => 9 * i);
  const spans = starts.map((first) => ({ first, last: Math.min(first + 8, 199) }));
  expect(sentences!.spans).toEqual(spans);
  expect(keys(sentences!.pairs)).toEqual(ofRange(0, 22));
  const [strongest] = spans.filter(
    ({ first, last }) => first <= pairs![0]!.first && pairs![0]!.first <= last,
  );
  expect(keys(pairs)).toEqual(ofRange(strongest!.first, strongest!.last));
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
      const [explanation] = explanations as [(typeof explanations)[0]];
      const { values, standardErrors, delta } = explanation;
      expect(values).toHaveLength(words);
      // Of what is no number, too, Number.isFinite is false.
      expect([...values, ...(standardErrors ?? []), delta].every(Number.isFinite)).toBe(true);
      expect(values.some((value) => value !== 0)).toBe(true);
      if (methods[name].gives === 'pairs') requirePairs(explanation, text);
      else expect(explanation).not.toHaveProperty('pairs');
    }
  });

  it('says that a text without a word has none', async () => {
    await expect(explained(fiveClasses, ' ', name, 0)).rejects.toThrow(/The text has no words/);
  });
});
