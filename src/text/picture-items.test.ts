import { describe, expect, it } from 'vitest';
import { markOf } from '../../core/report/scale';
import { wordSpans } from '../../core/text/words';
import { drawnSentences, sentenceMarks, sideInWords, wordLabel, wordMarks } from './picture-items';

const input = (text: string, value = 0.1, error: number | null = null) => {
  const spans = wordSpans(text);
  return {
    text,
    spans,
    values: spans.map(() => value),
    standardErrors: error === null ? null : spans.map(() => error),
    diagnostics: {},
  };
};
const written = (sentences: ReturnType<typeof drawnSentences>) =>
  sentences.flatMap(({ pieces }) => pieces.flatMap(({ parts }) => parts.map(({ text }) => text))).join('');

describe('the text as it is drawn', () => {
  it.each([
    'I love it. But no! \n\n Why?\n',
    '  one',
    'one',
    '...\n\n???',
    '\n \n',
    '',
    'Dr. Who said “no.” Yes.',
    'שלום. עולם.',
  ])('is the whole of %j, in order', (text) => {
    const sentences = drawnSentences(text, wordSpans(text));
    expect(written(sentences)).toBe(text);
    const words = sentences.flatMap(({ pieces }) =>
      pieces.flatMap(({ index }) => (index === null ? [] : [index])),
    );
    expect(words).toEqual(wordSpans(text).map((_, index) => index));
    for (const { firstWord, endWord, pieces } of sentences) {
      const own = pieces.flatMap(({ index }) => (index === null ? [] : [index]));
      expect(own).toEqual(Array.from({ length: endWord - firstWord }, (_, k) => firstWord + k));
    }
  });

  it('shades a sentence by the sum of its words, without the space behind it', () => {
    const given = input('I love it. \n But no!', 0.05);
    const sentences = drawnSentences(given.text, given.spans);
    const [first] = sentences;
    const [mark] = sentenceMarks(sentences, given);
    expect(mark).toMatchObject({ side: 'raises' });
    expect(mark!.points).toBeCloseTo(20, 10);
    expect([first!.parts[0]!.text, first!.space]).toEqual(['I love it.', ' \n']);
  });

  it('names characters that nobody sees', () => {
    const [sentence] = drawnSentences('a \u202E b', wordSpans('a \u202E b'));
    expect(sentence!.pieces.flatMap(({ parts }) => parts)).toContainEqual({
      text: 'right-to-left override',
      named: true,
    });
  });

  it('takes a long text in less than a blink', () => {
    const text = Array.from({ length: 10_000 }, (_, i) => (i % 20 === 19 ? 'End.' : `Word${i}`)).join(' ');
    expect(drawnSentences(text, wordSpans(text))).toHaveLength(500);
  });
});

describe('marks of words', () => {
  it('are grey where the sign is not clear', () => {
    expect(wordMarks(input('a b', 0.1, 0.06)).map(({ side }) => side)).toEqual(['unclear', 'unclear']);
    expect(wordMarks(input('a b', 0.1, 0.01)).map(({ side }) => side)).toEqual(['raises', 'raises']);
  });

  it('are grey where a local model does not fit, however small the errors', () => {
    const diagnostics = { r2: 0.5, missAtText: 0.4 };
    const marks = wordMarks({ ...input('a b', 0.1, 0.01), diagnostics });
    expect(marks.map(({ side }) => side)).toEqual(['unclear', 'unclear']);
  });

  it.each([
    [0.42, true, 'raises by 42 points'],
    [-0.034, true, 'lowers by 3.4 points'],
    [-0.0001, true, 'lowers by 0.0 points'],
    [0.42, false, 'direction not clear'],
  ])('%f, clear %s, is said as "%s"', (value, clear, expected) => {
    expect(sideInWords(markOf(value, clear))).toBe(expected);
  });

  it('are said with their word', () => {
    expect(wordLabel('a\u200B', markOf(0.2, true), false)).toBe('a⟨zero-width space⟩: raises by 20 points');
    expect(wordLabel('a', markOf(0.2, true), true)).toBe('a: struck out');
  });
});
