import { describe, expect, it } from 'vitest';
import { isUnseen, visibleParts, visibleText } from './visible';

describe('what cannot be seen', () => {
  it.each([
    ['pay\u202Elap\u202C', 'pay⟨right-to-left override⟩lap⟨end of direction⟩'],
    ['\u200B', '⟨zero-width space⟩'],
    ['a\u200Bb', 'a⟨zero-width space⟩b'],
    ['\u2066x\u2069', '⟨left-to-right isolate⟩x⟨end of isolate⟩'],
    ['so\u00ADft', 'so⟨soft hyphen⟩ft'],
    ['\u0000\u0007\u0085', '⟨U+0000⟩⟨U+0007⟩⟨U+0085⟩'],
    ['\uD83D', '⟨half a character⟩'],
    ['\uFEFFHello', '⟨byte-order mark⟩Hello'],
    ['\uFE0F', '⟨U+FE0F⟩'],
    ['\u200D', '⟨zero-width joiner⟩'],
    ['a \u200D b', 'a ⟨zero-width joiner⟩ b'],
    ['\u3164', '⟨Hangul filler⟩'],
    ['\uFFFF', '⟨U+FFFF⟩'],
  ])('in %j is named: %s', (text, expected) => {
    expect(visibleText(text)).toBe(expected);
  });

  it.each([
    ['a family', '👨‍👩‍👧‍👦'],
    ['a heart with its presentation', '❤️'],
    ['a keycap', '1️⃣'],
    ['a flag of tags', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['a skin tone joined to a sign', '👩🏽‍⚕️'],
    ['Persian with a non-joiner', 'می‌خواهم'],
    ['Hindi with a joiner', 'क्‍ष'],
    ['tabs and lines', 'a\tb\r\nc'],
    ['right-to-left letters', 'שלום עולם'],
  ])('leaves %s as it is', (_, text) => {
    expect(visibleParts(text)).toEqual([{ text, named: false }]);
  });

  it('keeps every other character, in order', () => {
    const text = 'a\u200Bb\u202Ec';
    const rest = visibleParts(text).filter((part) => !part.named);
    expect(rest.map((part) => part.text).join('')).toBe('abc');
  });

  it.each([
    ['\u200B', true],
    ['\u202E\u200D', true],
    ['a\u200B', false],
    ['❤️', false],
    ['.', false],
  ])('says whether nothing of %j can be seen: %s', (text, unseen) => {
    expect(isUnseen(text)).toBe(unseen);
  });
});
