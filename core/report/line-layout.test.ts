import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordSpans } from '../text/words';
import { layLines, runsFromRight, type Line } from './line-layout';
import { piecesOf } from './reading';

/** All UTF-16 code units have the same width. */
const measure = (text: string) => text.length;
const lay = (text: string, width: number, more: { rightToLeft?: boolean } = {}) =>
  layLines(piecesOf(text, wordSpans(text)), { width, measure, ...more });
const written = (lines: readonly Line[]) => lines.map((line) => line.map(({ text }) => text).join('|'));

describe('lines', () => {
  it('break at white space and keep marks beside their word', () => {
    expect(written(lay('I like it, a lot!', 8))).toEqual(['I|like', 'it|,|a', 'lot|!']);
    expect(lay('a b', 9)[0]).toEqual([
      { text: 'a', index: 0, x: 0, width: 1 },
      { text: 'b', index: 1, x: 2, width: 1 },
    ]);
  });

  it('break at line ends; blank lines become one', () => {
    expect(written(lay('a\nb\r\n\n\n\nc', 9))).toEqual(['a', 'b', '', 'c']);
    expect(written(lay('a \u2028 b', 9))).toEqual(['a', 'b']);
  });

  it('break a word that is wider than a line between its characters', () => {
    expect(written(lay('x abcdefghij y', 4))).toEqual(['x', 'abcd', 'efgh', 'ij|y']);
    // An emoji of seven code points stays whole, though it is wider than the line.
    expect(written(lay('👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 4))).toEqual(['👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦']);
  });

  it('break scripts without spaces between their words', () => {
    const lines = lay('这部电影非常好看我很喜欢', 5);
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(line.at(-1)!.x + line.at(-1)!.width).toBeLessThanOrEqual(5);
  });

  it('are mirrored where the text runs from the right', () => {
    expect(lay('a b', 20, { rightToLeft: true })[0]).toMatchObject([{ x: 19 }, { x: 17 }]);
  });

  it('hold every character but white space, in order, and no run overlaps', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.integer({ min: 1, max: 30 }),
        (text, width) => {
          const lines = lay(text, width);
          const kept = lines.flatMap((line) => line.map((run) => run.text)).join('');
          expect(kept).toBe(text.replace(/\s+/gu, ''));
          for (const line of lines) {
            line.forEach((run, at) => {
              if (at > 0) expect(run.x).toBeGreaterThanOrEqual(line[at - 1]!.x + line[at - 1]!.width);
              if (at > 0) expect(run.x + run.width).toBeLessThanOrEqual(width);
            });
          }
        },
      ),
    );
  });
});

describe('the direction of a text', () => {
  it.each([
    ['שלום', true],
    ['"123 مرحبا hello', true],
    ['hello שלום', false],
    ['123 !', false],
  ])('of %s: from the right %s', (text, expected) => {
    expect(runsFromRight(text)).toBe(expected);
  });
});
