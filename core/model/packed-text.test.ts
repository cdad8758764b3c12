import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ModelFileError } from './model-file';
import { packText, textIn } from './packed-text';

const text = JSON.stringify({ vocab: Array.from({ length: 5000 }, (_, id) => [`▁piece${id}`, -id / 7]) });
const bytes = new TextEncoder().encode(text);

describe('packText', () => {
  it('makes a fraction of the bytes, the same each time, and textIn gives the text back', () => {
    const packed = packText(bytes);
    expect(packed.length).toBeLessThan(bytes.length / 2);
    expect(packText(bytes)).toEqual(packed);
    expect(textIn(packed, 'tokenizer.bin')).toBe(text);
  });
});

describe('textIn', () => {
  it('takes a plain file as it is, and one that another program packed', () => {
    expect(textIn(bytes, 'tokenizer.json')).toBe(text);
    expect(textIn(gzipSync(bytes), 'tokenizer.json')).toBe(text);
    expect(textIn(new Uint8Array(0), 'tokenizer.json')).toBe('');
  });

  it.each([
    ['cut', (packed: Uint8Array) => packed.subarray(0, packed.length >> 1)],
    ['no more than a beginning', (packed: Uint8Array) => packed.subarray(0, 2)],
    ['said to be of 4 GB', (packed: Uint8Array) => packed.fill(0xff, packed.length - 4)],
    ['damaged', (packed: Uint8Array) => packed.fill(0xff, 40, 80)],
  ])('refuses one that is %s, by its name', (_, damage) => {
    const read = () => textIn(damage(packText(bytes)), 'tokenizer.bin');
    expect(read).toThrow(ModelFileError);
    expect(read).toThrow(/^tokenizer\.bin: /);
  });
});
