import { describe, expect, it } from 'vitest';
import { tokenizerJson } from '../../test/albert-tokenizer';
import { AlignedText } from './aligned-text';
import { createNormalizer } from './normalizer';

/** Each character of a normalised text, with the characters of the original from which it comes. */
function origins(specification: unknown, text: string): [string, string][] {
  const normalized = createNormalizer(specification)(AlignedText.from(text));
  let at = 0;
  return Array.from(normalized.text, (character) => {
    const { start, end } = normalized.span(at, at + character.length);
    at += character.length;
    return [character, text.slice(start, end)];
  });
}

describe('createNormalizer', () => {
  it('leaves text alone when there is none', () => {
    expect(origins(null, 'É')).toEqual([['É', 'É']]);
  });

  it('replaces strings and patterns; the replacement comes from the last character', () => {
    const replace = { type: 'Replace', pattern: { String: '``' }, content: '"' };
    expect(origins(replace, 'a``b')).toEqual([
      ['a', 'a'],
      ['"', '`'],
      ['b', 'b'],
    ]);
    const squeeze = { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' };
    expect(origins(squeeze, 'a   b').map(([character]) => character)).toEqual(['a', ' ', 'b']);
  });

  it('decomposes, strips accents and lowers the case character by character', () => {
    const steps = ['NFKD', 'StripAccents', 'Lowercase'].map((type) => ({ type }));
    const sequence = { type: 'Sequence', normalizers: steps };
    expect(origins(sequence, 'É\u{1d400}½ΑΣ')).toEqual([
      ['e', 'É'],
      ['a', '\u{1d400}'],
      ['1', '½'],
      ['\u2044', '½'],
      ['2', '½'],
      ['α', 'Α'],
      ['σ', 'Σ'],
    ]);
  });

  it('maps characters by the table of a SentencePiece model', () => {
    const { normalizers } = tokenizerJson.normalizer as { normalizers: { type: string }[] };
    const precompiled = normalizers.find(({ type }) => type === 'Precompiled');
    expect(origins(precompiled, 'a\u200b\u0007ﬁ\u{1f600}')).toEqual([
      ['a', 'a'],
      [' ', '\u200b'],
      ['f', 'ﬁ'],
      ['i', 'ﬁ'],
      ['\u{1f600}', '\u{1f600}'],
    ]);
  });

  it.each([
    [{ type: 'Nmt' }, /"Nmt"/],
    [{ type: 'Replace', pattern: {}, content: '' }, /Replace/],
    [{ type: 'Sequence' }, /Sequence/],
    [{ type: 'Precompiled', precompiled_charsmap: '!' }, /precompiled_charsmap/],
    [{ type: 'Precompiled', precompiled_charsmap: 'AAEAAA==' }, /precompiled_charsmap/],
  ])('refuses %j', (specification, message) => {
    expect(() => createNormalizer(specification)).toThrow(message);
  });
});
