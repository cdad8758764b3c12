import { describe, expect, it } from 'vitest';
import { wordSpans } from '../text/words';
import { leadOptions, leadSentence, type LeadOptions } from './lead-sentence';
import { plainText, wordsOf } from './sentence';

/** Values in points, one a word of the text; words not named have 0. */
function lead(
  text: string,
  points: Record<number, number>,
  { errors, ...options }: LeadOptions & { errors?: number[] } = {},
) {
  const spans = wordSpans(text);
  const values = spans.map((_, index) => (points[index] ?? 0) / 100);
  return leadSentence(
    text,
    {
      target: { classIndex: 2, output: 'probability' },
      spans,
      values,
      standardErrors: errors?.map((error) => error / 100) ?? null,
      diagnostics: {},
    },
    options,
  );
}
const say = (...args: Parameters<typeof lead>) => plainText(lead(...args));

// 0 I, 1 love, 2 it, 3 but, 4 the, 5 battery, 6 is, 7 short
const text = 'I love it but the battery is short';

describe('the lead sentence', () => {
  it.each<[Record<number, number>, string]>([
    [{ 1: 42, 3: -22, 7: -22 }, '“love” lifts it (+42 points); “but” and “short” hold it back (−22 each).'],
    [
      { 0: 3, 1: 42, 3: -22.3, 7: -21.9 },
      '“love” lifts it most (+42 points); “but” and “short” hold it back (−22 each).',
    ],
    [{ 1: 42, 5: 30, 7: -1 }, '“love” (+42 points) and “battery” (+30) lift it; “short” holds it back (−1).'],
    [
      { 0: 3, 1: 42, 5: 30, 7: -9 },
      '“love” (+42 points) and “battery” (+30) lift it most; “short” holds it back (−9).',
    ],
    [{ 1: 42 }, '“love” lifts it (+42 points); nothing clearly holds it back.'],
    [{ 7: -1 }, '“short” holds it back (−1 point); nothing clearly lifts it.'],
    [{ 7: -50, 3: -2 }, '“short” holds it back most (−50 points); nothing clearly lifts it.'],
    // A second that is no more than others is not singled out.
    [{ 1: 40, 2: 30, 5: 30 }, '“love” lifts it most (+40 points); nothing clearly holds it back.'],
    [
      { 1: 20, 2: 20, 5: 20, 7: 20 },
      '“love”, “it” and 2 other words lift it (+20 points each); nothing clearly holds it back.',
    ],
    [
      { 1: 20, 2: 20, 5: 20, 7: 5 },
      '“love”, “it” and 1 other word lift it most (+20 points each); nothing clearly holds it back.',
    ],
    [{ 1: 0.4, 7: -0.3 }, 'No single word stands out: none moves it by a whole point.'],
    [{}, 'No single word stands out: none clearly lifts it or holds it back.'],
  ])('of %j', (points, expected) => {
    expect(say(text, points)).toBe(expected);
  });

  it('never names a word whose sign is not clear', () => {
    const errors = [1, 30, 1, 1, 1, 1, 1, 11];
    const parts = lead(text, { 1: 42, 3: -5, 7: -22 }, { errors });
    expect(plainText(parts)).toBe('“short” holds it back most (−22 points); nothing clearly lifts it.');
    expect(wordsOf(parts)).toEqual([7]);
    expect(say(text, { 1: 42, 7: -22 }, { clear: [] })).toBe(
      'No single word stands out: none clearly lifts it or holds it back.',
    );
  });

  it('names the class where "it" would be taken for another', () => {
    expect(say(text, { 1: -42, 7: 22 }, { className: 'negative' })).toBe(
      '“short” lifts “negative” (+22 points); “love” holds “negative” back (−42).',
    );
    expect(say(text, {}, { className: 'negative' })).toContain('lifts “negative”');
  });

  it('tells repeated words apart', () => {
    // 0 Good, 1 food, 2 good, 3 view, 4 bad, 5 Bad
    const repeated = 'Good food good view bad Bad';
    expect(say(repeated, { 2: 10 })).toBe(
      'The second “good” lifts it (+10 points); nothing clearly holds it back.',
    );
    expect(say(repeated, { 1: 30, 4: -9, 5: -9 })).toBe(
      '“food” lifts it (+30 points); the first “bad” and the second “Bad” hold it back (−9 each).',
    );
    const many = Array.from({ length: 30 }, () => 'no').join(' ');
    expect(say(many, { 10: -9 })).toContain('The 11th “no”');
    expect(say(many, { 21: -9 })).toContain('The 22nd “no”');
  });

  it('names marks, emoji and what nobody sees as any word', () => {
    expect(say('fine !!! 👨‍👩‍👧', { 1: 10, 2: -10 })).toBe(
      '“!!!” lifts it (+10 points); “👨‍👩‍👧” holds it back (−10).',
    );
    expect(say('太好了！', { 0: 9 })).toContain('+9 points');
    const parts = leadSentence('a\u202Eb', {
      target: { classIndex: 0, output: 'probability' },
      spans: [{ start: 0, end: 3 }],
      values: [0.2],
      standardErrors: null,
      diagnostics: {},
    });
    expect(plainText(parts)).toContain('“a⟨right-to-left override⟩b”');
  });

  it('names the class where “it” could be another: not the one that is read, or one of several', () => {
    const reads = { classIndex: 2, candidates: [2] };
    expect(leadOptions(reads, 2, 'positive')).toEqual({});
    expect(leadOptions({ classIndex: 2, candidates: [] }, 2, 'positive')).toEqual({});
    expect(leadOptions(reads, 0, 'negative')).toEqual({ className: 'negative' });
    expect(leadOptions({ classIndex: 1, candidates: [1, 2] }, 1, 'neutral')).toEqual({
      className: 'neutral',
    });
  });

  it('says so where there is no word, and refuses what is not in points', () => {
    expect(say('', {})).toBe('There is no word that could be explained.');
    const logit = {
      target: { classIndex: 0, output: 'logit' },
      spans: [],
      values: [],
      standardErrors: null,
      diagnostics: {},
    } as const;
    expect(() => leadSentence('', logit)).toThrow(RangeError);
  });

  it('names no more of a word than anybody reads', () => {
    const said = say(`${'a'.repeat(5_000)} b`, { 0: 20 });
    expect(said).toContain(`“${'a'.repeat(80)}…”`);
    expect(said.length).toBeLessThan(200);
  });

  it('takes a long text in its stride', () => {
    const long = Array.from({ length: 10_000 }, (_, i) => `w${i % 97}`).join(' ');
    expect(say(long, { 5: 20, 9_999: -3 })).toMatch(
      /^The first “w5” lifts it \(\+20 points\); the 10\dth “w8” holds/,
    );
  });
});
