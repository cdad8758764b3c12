import { describe, expect, it } from 'vitest';
import { wordSpans } from '../text/words';
import { sentenceGroups } from './sentence-groups';

const text = 'I love it. \n\n The rest is bad!';
const spans = wordSpans(text);

describe('sentences of a long text', () => {
  it('hold every word once, and the sums of values', () => {
    // I love it . The rest is bad !
    const values = [0, 0.5, 0, 0, 0, -0.1, 0, -0.3, 0.1];
    const groups = sentenceGroups(text, spans, values, null);
    expect(groups.map(({ firstWord, endWord }) => [firstWord, endWord])).toEqual([
      [0, 4],
      [4, 9],
    ]);
    expect(groups[0]!.value).toBeCloseTo(0.5, 12);
    expect(groups[1]!.value).toBeCloseTo(-0.3, 12);
    expect(groups.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
    expect(groups.some(({ isPart }) => isPart)).toBe(false);
  });

  it('are clear by the error of the sum', () => {
    const values = [0.03, 0.02, 0.01, 0.01, 0.03, -0.03, 0.02, 0.01, 0];
    const errors = spans.map(() => 0.01);
    const [first, second] = sentenceGroups(text, spans, values, errors);
    expect(first!.standardError).toBeCloseTo(0.02, 12);
    expect(first!.clear).toBe(true);
    expect(second!.clear).toBe(false);
  });

  it('serve texts without words, and of one sentence', () => {
    expect(sentenceGroups('', [], [], null)).toEqual([]);
    expect(sentenceGroups('  ', [], [], null)).toEqual([]);
    const late = sentenceGroups('\n\n\none', [{ start: 3, end: 6 }], [0.1], null);
    expect(late).toMatchObject([{ start: 0, end: 6, firstWord: 0, endWord: 1 }]);
    expect(sentenceGroups('one', [{ start: 0, end: 3 }], [0.1], null)).toHaveLength(1);
  });

  it('part a text that has no full stops', () => {
    const long = Array.from({ length: 130 }, (_, i) => `word${i}`).join(' ');
    const groups = sentenceGroups(
      long,
      wordSpans(long),
      Array.from({ length: 130 }, () => 0.001),
      null,
    );
    expect(groups.map(({ firstWord, endWord }) => [firstWord, endWord])).toEqual([
      [0, 43],
      [43, 87],
      [87, 130],
    ]);
    expect(groups.map(({ start, end }) => long.slice(start, end)).join('')).toBe(long);
    expect(groups[1]!.value).toBeCloseTo(0.044, 12);
    expect(groups.every(({ isPart }) => isPart)).toBe(true);
  });
});
