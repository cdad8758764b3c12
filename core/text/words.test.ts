import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Span, Token } from './types';
import { groupTokens, isAttachedMark, wordSpans } from './words';

function texts(text: string, spans: readonly Span[] = wordSpans(text)): string[] {
  return spans.map(({ start, end }) => text.slice(start, end));
}

describe('wordSpans', () => {
  it.each([
    "can't",
    'don’t',
    'state-of-the-art',
    'f**k',
    'R&B',
    'U.S.',
    'snake_case',
    'cafe\u0301',
    'Straße',
    'привет',
    'مرحبا',
    '#NoFilter2',
    '#日本',
    '@some_user',
    '$AAPL',
    '&amp;',
    'https://example.org/a?b=c&d=(e)#f',
    'www.example.org',
    't.co/aBc1',
    'someone@mail.example.org',
    '3.5',
    '1,000',
    '24/7',
    '10:30',
    '$5',
    '40%',
    '4th',
    ':-)',
    ':)',
    ":'(",
    '(-:',
    ':D',
    'xD',
    ';-P',
    '<3',
    '</3',
    '^_^',
    'T_T',
    '¯\\_(ツ)_/¯',
    '!!!',
    '?!?',
    '...',
    '---',
    '😀',
    '👍🏽',
    '❤️',
    '👩‍👩‍👧‍👦',
    '🏴󠁧󠁢󠁳󠁣󠁴󠁿',
    '🇩🇪',
    '1️⃣',
  ])('takes %s for one word, between others too', (word) => {
    expect(texts(word)).toEqual([word]);
    expect(texts(`well ${word} then`)).toEqual(['well', word, 'then']);
  });

  it.each([
    ['So good!!! Right?', ['So', 'good', '!!!', 'Right', '?']],
    ['(see https://t.co/x).', ['(', 'see', 'https://t.co/x', ')', '.']],
    ['"Well", she said', ['"', 'Well', '"', ',', 'she', 'said']],
    ['the dogs’ home', ['the', 'dogs', '’', 'home']],
    ['no:yes', ['no', ':', 'yes']],
    ['great:)', ['great', ':)']],
    ['4) Madeline 3)', ['4', ')', 'Madeline', '3', ')']],
    ['good.But bad', ['good', '.', 'But', 'bad']],
    ['wait...what', ['wait', '...', 'what']],
    ['1 - 2', ['1', '-', '2']],
    ['😀😀🎉', ['😀', '😀', '🎉']],
    ['🇩🇪🇫🇷', ['🇩🇪', '🇫🇷']],
    ['#one#two@three', ['#one', '#two', '@three']],
    ['line\r\none', ['line', 'one']],
    ['今日は良い', ['今日', 'は', '良い']],
    ['salt&amp;pepper', ['salt', '&amp;', 'pepper']],
    ['', []],
    [' \t\r\n', []],
  ])('parts %j', (text, words) => {
    expect(texts(text)).toEqual(words);
  });

  it('covers all but white space, in order', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        let at = 0;
        for (const { start, end } of wordSpans(text)) {
          expect(end).toBeGreaterThan(start);
          expect(text.slice(at, start)).toMatch(/^\s*$/);
          at = end;
        }
        expect(text.slice(at)).toMatch(/^\s*$/);
      }),
    );
  });
});

describe('groupTokens', () => {
  const token = (start: number, end: number): Token => ({ id: 9, start, end, special: false });
  const special: Token = { id: 2, start: 0, end: 0, special: true };

  it('gives every token to the word it is in', () => {
    const words = groupTokens('great movie!', [
      special,
      token(0, 3),
      token(3, 5),
      token(6, 11),
      token(11, 12),
      special,
    ]);
    expect(words).toEqual([
      { start: 0, end: 5, tokens: [1, 2] },
      { start: 6, end: 11, tokens: [3] },
      { start: 11, end: 12, tokens: [4] },
    ]);
  });

  it('joins the words that a token crosses', () => {
    expect(groupTokens('a [b] c', [token(0, 1), token(2, 5), token(6, 7)])).toEqual([
      { start: 0, end: 1, tokens: [0] },
      { start: 2, end: 5, tokens: [1] },
      { start: 6, end: 7, tokens: [2] },
    ]);
    expect(groupTokens('a.b', [token(0, 1), token(0, 2), token(1, 3)])).toEqual([
      { start: 0, end: 3, tokens: [0, 1, 2] },
    ]);
  });

  it('gives a token without characters to the next word, the last one to the word before', () => {
    expect(groupTokens('a b ', [token(0, 1), token(1, 2), token(2, 2), token(2, 3), token(3, 4)])).toEqual([
      { start: 0, end: 1, tokens: [0] },
      { start: 2, end: 3, tokens: [1, 2, 3, 4] },
    ]);
  });

  it('keeps what one character was read as in its word: tokenizers read ﷺ as four', () => {
    // The mark of a later one's start has no room, and stands behind the character.
    expect(groupTokens('ﷺ b', [token(0, 1), token(1, 1), token(0, 1), token(2, 3)])).toEqual([
      { start: 0, end: 1, tokens: [0, 1, 2] },
      { start: 2, end: 3, tokens: [3] },
    ]);
  });

  it('makes one word of tokens where the text has none', () => {
    expect(groupTokens('  ', [special, token(0, 1), token(1, 2), special])).toEqual([
      { start: 0, end: 2, tokens: [1, 2] },
    ]);
  });

  it('leaves out words without tokens', () => {
    expect(groupTokens('a \ufe0f b', [token(0, 1), token(4, 5)])).toEqual([
      { start: 0, end: 1, tokens: [0] },
      { start: 4, end: 5, tokens: [1] },
    ]);
    expect(groupTokens('a b', [])).toEqual([]);
  });
});

describe('isAttachedMark', () => {
  it('is a mark right behind a word, and none that stands by itself', () => {
    const text = 'Good, (bad) … and so !!! on.';
    const attached = wordSpans(text).filter((span) => isAttachedMark(text, span));
    expect(texts(text, attached)).toEqual([',', ')', '.']);
  });
});
