import { describe, expect, it } from 'vitest';
import { AlignedText } from './aligned-text';
import { createPreTokenizer } from './pre-tokenizer';

const words = (specification: unknown, text: string) =>
  createPreTokenizer(specification)(AlignedText.from(text)).map((word) => word.text);
const metaspace = { type: 'Metaspace', replacement: '_' };

// runtime/tokenizer-rows.test.ts shows that words are cut as in the reference implementation.
describe('createPreTokenizer', () => {
  it('leaves a text whole when there is none', () => {
    expect(words(null, 'a b')).toEqual(['a b']);
  });

  it('marks the starts of words, with no room for the mark', () => {
    expect(words(metaspace, 'a  b ')).toEqual(['_a', '_', '_b', '_']);
    expect(words({ ...metaspace, add_prefix_space: false }, 'a b')).toEqual(['a', '_b']);
    expect(words({ ...metaspace, split: false }, 'a b')).toEqual(['_a_b']);
    const [, second] = createPreTokenizer(metaspace)(AlignedText.from('a b'));
    expect(second!.span(0, 1)).toEqual({ start: 2, end: 2 });
    expect(second!.span(0, 2)).toEqual({ start: 2, end: 3 });
  });

  it.each([
    [{ type: 'Digits' }, 'pre_tokenizer: one of type "Digits" cannot be read'],
    [{ type: 'Sequence' }, 'one of type "Sequence"'],
    [{ type: 'Sequence', pretokenizers: [{ type: 'Digits' }] }, 'one of type "Digits"'],
    [{ type: 'Punctuation', behavior: 'Removed' }, 'one of type "Punctuation"'],
    [{ ...metaspace, replacement: '' }, 'needs a "replacement" of one character, not ""'],
    [{ ...metaspace, prepend_scheme: 'last' }, 'prepend_scheme "last" is not known'],
  ])('refuses %j', (specification, message) => {
    expect(() => createPreTokenizer(specification)).toThrow(message);
  });
});
