import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { FileReading } from './file-api';
import { proposeReading } from './propose-reading';

const csv = { format: 'csv' } as const;
const propose = (bytes: Uint8Array, asked: FileReading = csv) =>
  proposeReading(
    (async function* () {
      yield await Promise.resolve(bytes);
    })(),
    asked,
  );

const french = 'id,texte\n1,"Le café était très bon, mais le thé était froid"\n2,"Déçu, ça va être mieux"\n';
const russian = 'Товар пришёл поздно и был сломан, очень жаль\nВсё хорошо, спасибо большое\n';

/** In Windows-1251: its Cyrillic letters stand in the order of Unicode's. */
const windows1251 = (text: string) =>
  Uint8Array.from(text, (letter) => {
    const code = letter.charCodeAt(0);
    if (code < 0x80) return code;
    return code === 0x451 ? 0xb8 : code - 0x410 + 0xc0;
  });

describe('the reading that a file’s beginning suggests', () => {
  it.each([
    ['UTF-8', Buffer.from(french), {}],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${french}`), {}],
    ['ASCII', Buffer.from('id,text\n1,plain\n'), {}],
    ['UTF-8 cut within a character', Buffer.from(`a,b\n1,${'é'.repeat(40_000)}`), {}],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${french}`, 'utf16le'), {}],
    ['UTF-16 without a mark', Buffer.from(french, 'utf16le'), { encoding: 'utf-16le' }],
    ['the same, the other way round', Buffer.from(french, 'utf16le').swap16(), { encoding: 'utf-16be' }],
    ['Latin-1', Buffer.from(french, 'latin1'), { encoding: 'windows-1252' }],
    ['Latin-1, gzip’d', gzipSync(Buffer.from(french, 'latin1')), { encoding: 'windows-1252' }],
    [
      'Windows-1252',
      Buffer.from('id,text\n1,It\x92s \x93good\x94, caf\xe9\n', 'latin1'),
      { encoding: 'windows-1252' },
    ],
    ['Windows-1251', windows1251(russian), { encoding: 'windows-1251' }],
    ['nothing', Buffer.from(''), {}],
    ['a spreadsheet', Buffer.from('PK\x03\x04\xff\xfe\xfd', 'latin1'), {}],
    ['gzip that is damaged', gzipSync(french).subarray(0, 12), {}],
  ])('is the encoding of %s', async (_, bytes, proposed) => {
    expect(await propose(bytes)).toEqual(proposed);
  });

  it('leaves UTF-8 alone for a row of it that is damaged', async () => {
    const damaged = Buffer.concat([
      Buffer.from(french),
      Buffer.of(0x33, 0x2c, 0xc3, 0x0a),
      Buffer.from('4,é\n'),
    ]);
    expect(await propose(damaged)).toEqual({});
  });

  it('is a bar where nothing else parts the header', async () => {
    expect(await propose(Buffer.from('id|text\n1|a, b\n'))).toEqual({ delimiter: '|' });
    expect(await propose(Buffer.from('id,a|b\n1,x\n'))).toEqual({});
    expect(await propose(Buffer.from('id|text\n1|é\n', 'utf16le'))).toEqual({
      encoding: 'utf-16le',
      delimiter: '|',
    });
  });

  it('proposes nothing that was said', async () => {
    expect(await propose(Buffer.from(french, 'latin1'), { ...csv, encoding: 'shift_jis' })).toEqual({});
    expect(await propose(Buffer.from('id|text\n'), { ...csv, delimiter: ';' })).toEqual({});
    expect(await propose(Buffer.from('a|b\n'), { format: 'text' })).toEqual({});
  });
});
