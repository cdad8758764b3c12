import { describe, expect, it } from 'vitest';
import { maxCharacters, readTextFile } from './read-text-file';

const file = (content: BlobPart, name = 'note.txt', type = '') => new File([content], name, { type });

describe('readTextFile', () => {
  it('reads UTF-8, with or without a type', async () => {
    expect(await readTextFile(file('caffè 🙃\r\n'))).toEqual({ text: 'caffè 🙃\r\n', note: '' });
    expect((await readTextFile(file('plain', 'README', 'text/plain'))).text).toBe('plain');
  });

  it('drops a byte-order mark', async () => {
    expect((await readTextFile(file(new Uint8Array([0xef, 0xbb, 0xbf, 0x61])))).text).toBe('a');
  });

  it('refuses other kinds of file', async () => {
    await expect(readTextFile(file('x', 'a.pdf', 'application/pdf'))).rejects.toThrow(
      /not a plain-text file/,
    );
  });

  it('sends tables to the view that reads them', async () => {
    await expect(readTextFile(file('text\ngood', 'reviews.csv', 'text/csv'))).rejects.toThrow(/view File/);
  });

  it('reads UTF-16 by its mark, and else what is not UTF-8 as Latin-1, and says so', async () => {
    expect(await readTextFile(file(new Uint8Array([0xff, 0xfe, 0x61, 0, 0xe8, 0])))).toEqual({
      text: 'aè',
      note: '',
    });
    expect(await readTextFile(file(new Uint8Array([0x63, 0x61, 0x66, 0xe8])))).toEqual({
      text: 'cafè',
      note: expect.stringMatching(/read as Latin-1/) as string,
    });
  });

  it('refuses what is no text', async () => {
    await expect(readTextFile(file(new Uint8Array([0x61, 0, 0xff, 1])))).rejects.toThrow(/is no text/);
  });

  it('refuses a file that cannot fit', async () => {
    await expect(readTextFile(file('x'.repeat(3 * maxCharacters + 1)))).rejects.toThrow(/too long/);
  });
});
