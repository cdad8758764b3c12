import { describe, expect, it } from 'vitest';
import { maxCharacters, readTextFile } from './read-text-file';

const file = (content: BlobPart, name = 'note.txt', type = '') => new File([content], name, { type });

describe('readTextFile', () => {
  it('reads UTF-8, with or without a type', async () => {
    expect(await readTextFile(file('caffè 🙃\r\n'))).toBe('caffè 🙃\r\n');
    expect(await readTextFile(file('plain', 'README', 'text/plain'))).toBe('plain');
  });

  it('drops a byte-order mark', async () => {
    expect(await readTextFile(file(new Uint8Array([0xef, 0xbb, 0xbf, 0x61])))).toBe('a');
  });

  it('refuses other kinds of file', async () => {
    await expect(readTextFile(file('x', 'a.pdf', 'application/pdf'))).rejects.toThrow(
      /not a plain-text file/,
    );
  });

  it('refuses bytes that are not UTF-8', async () => {
    await expect(readTextFile(file(new Uint8Array([0xff, 0xfe, 0x61, 0])))).rejects.toThrow(
      /not encoded as UTF-8/,
    );
  });

  it('refuses a file that cannot fit', async () => {
    await expect(readTextFile(file('x'.repeat(3 * maxCharacters + 1)))).rejects.toThrow(/too long/);
  });
});
