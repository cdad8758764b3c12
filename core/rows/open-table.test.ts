import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTable, tableFormat } from './open-table';
import type { TableOptions } from './table';
import { MAX_ROW_CHARACTERS, type TableEvent } from './types';

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function read(content: string | Uint8Array, options?: TableOptions, size = 1 << 16) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const table = await openTable(cut(bytes, size), options);
  const events: TableEvent[] = [];
  for await (const event of table.records) events.push(event);
  return { ...table, events };
}

/** Records as [line, ...fields], faults as [line, message]. */
function shown(events: readonly TableEvent[]): unknown[] {
  return events.map((event) =>
    event.kind === 'record' ? [event.line, ...event.fields] : [event.line, event.message],
  );
}

const csv = { format: 'csv' } as const;
const json = { format: 'json' } as const;

const samples: readonly (readonly [string, string | Uint8Array, TableOptions, readonly unknown[]])[] = [
  [
    'CSV with quotes, line breaks within them, and \\r\\n',
    '\ufeffid,Text ,label\r\n1,"so, ""good""\r\nr\u00e9ally \ud83d\ude00",2\r\n\r\n2,5" lamp\u2028meh,"a"\r\n',
    csv,
    [
      [2, '1', 'so, "good"\r\nr\u00e9ally \ud83d\ude00', '2'],
      [5, '2', '5" lamp\u2028meh', 'a'],
    ],
  ],
  [
    'CSV without a last line end',
    'text\na\n"b"',
    csv,
    [
      [2, 'a'],
      [3, 'b'],
    ],
  ],
  [
    'CSV whose lines end with \\r',
    'text,label\ra,1\r"b\n",2',
    csv,
    [
      [2, 'a', '1'],
      [3, 'b\n', '2'],
    ],
  ],
  [
    'rows of CSV with too few and too many fields',
    'text,label\na, b,1\nc\nd,0\n',
    csv,
    [
      [2, '3 fields under a header of 2'],
      [3, '1 field under a header of 2'],
      [4, 'd', '0'],
    ],
  ],
  [
    'CSV with a quote that is not closed',
    'text,label\n"Nice lamp,1\nPoor lamp.,0\n"ok",2\n',
    csv,
    [
      [2, 'a quote within a quoted field is not doubled, or the field goes on behind its quotes'],
      [3, 'Poor lamp.', '0'],
      [4, 'ok', '2'],
    ],
  ],
  [
    'CSV whose last quote is not closed',
    'text,label\na,0\n"Nice lamp,1\nPoor lamp.,0\n',
    csv,
    [
      [2, 'a', '0'],
      [3, 'a quote opens a field and is not closed'],
      [4, 'Poor lamp.', '0'],
    ],
  ],
  [
    'CSV with text behind a closing quote',
    'text,label\n"Nice" lamp,1\n"b" ,0\n',
    csv,
    [
      [2, 'a quote within a quoted field is not doubled, or the field goes on behind its quotes'],
      [3, 'b', '0'],
    ],
  ],
  [
    'bytes that are not UTF-8, row by row',
    Buffer.concat([
      Buffer.from('text,n\nok \u00e9,1\n"a\ncaf\u00e9 caf'),
      Buffer.of(0xe9),
      Buffer.from('",2\nok,3\n'),
    ]),
    csv,
    [
      [2, 'ok \u00e9', '1'],
      [4, 'byte 10 of the line, 0xE9, is not UTF-8'],
      [5, 'ok', '3'],
    ],
  ],
  [
    'UTF-16, little end first',
    Buffer.from('\ufefftext;n\nh\u00e9 \ud83d\ude00;1\n', 'utf16le'),
    csv,
    [[2, 'h\u00e9 \ud83d\ude00', '1']],
  ],
  [
    'UTF-16, big end first, with half a character',
    Buffer.from('\ufefftext;n\nh\u00e9;1\n\ud83d;2\n', 'utf16le').swap16(),
    csv,
    [
      [2, 'h\u00e9', '1'],
      [3, 'bytes that are not utf-16be'],
    ],
  ],
  [
    'UTF-16 without a byte-order mark, its encoding named',
    Buffer.from('text;n\nh\u00e9;1\n', 'utf16le'),
    { ...csv, encoding: 'utf-16le' },
    [[2, 'h\u00e9', '1']],
  ],
  [
    'rows with NUL, quoted or not',
    'text,n\nok,1\nh\0i,2\n"h\0\n",3\n"\0h\0"\0,4\nok,5\n',
    csv,
    [
      [2, 'ok', '1'],
      [3, 'byte 2 of the line is 0x00, which a text in UTF-8 does not hold and one in UTF-16 does'],
      [4, 'byte 3 of the line is 0x00, which a text in UTF-8 does not hold and one in UTF-16 does'],
      [6, 'byte 2 of the line is 0x00, which a text in UTF-8 does not hold and one in UTF-16 does'],
      [7, 'ok', '5'],
    ],
  ],
  [
    'JSON Lines in UTF-16 without a byte-order mark',
    Buffer.from('{"text":"a"}', 'utf16le'),
    json,
    [[1, 'byte 2 of the line is 0x00, which a text in UTF-8 does not hold and one in UTF-16 does']],
  ],
  [
    'a JSON array with NUL',
    '[{"a":"\u00e9\0"},{"a":"ok"}]',
    json,
    [
      [1, 'byte 10 of the line is 0x00, which a text in UTF-8 does not hold and one in UTF-16 does'],
      [1, 'ok'],
    ],
  ],
  [
    'NUL in an encoding that is named',
    'one\nt\0w\0o\0\n',
    { format: 'text', encoding: 'windows-1252' },
    [
      [1, 'one'],
      [2, 'the line holds 0x00, which a text in windows-1252 does not'],
    ],
  ],
  [
    'an encoding that is named',
    Buffer.from('text\ncaf\u00e9 \u00a3\n', 'latin1'),
    { ...csv, encoding: 'latin1' },
    [[2, 'caf\u00e9 \u00a3']],
  ],
  [
    'bytes that an encoding does not know',
    Buffer.concat([Buffer.from('text\nok\n'), Buffer.of(0x81, 0x20, 0x0a)]),
    { ...csv, encoding: 'shift_jis' },
    [
      [2, 'ok'],
      [3, 'bytes that are not shift_jis'],
    ],
  ],
  [
    'JSON Lines',
    '\ufeff{"text":"a\u2028b\\n","n":1}\r\n\n{"n":null,"more":[1]}\n',
    json,
    [
      [1, 'a\u2028b\n', 1],
      [3, undefined, null, [1]],
    ],
  ],
  [
    'JSON Lines with lines that are none',
    Buffer.concat([
      Buffer.from('{"a":1}\n{"a":\n3\n[1]\n{"a":"'),
      Buffer.of(0xff),
      Buffer.from('"}\n{"a":"\ufffd"}'),
    ]),
    json,
    [
      [1, 1],
      [2, expect.stringMatching(/^not valid JSON: ./)],
      [3, 'a row must be an object such as {"text": "..."}'],
      [4, 'a row must be an object such as {"text": "..."}'],
      [5, 'byte 7 of the line, 0xFF, is not UTF-8'],
      [6, '\ufffd'],
    ],
  ],
  [
    'a JSON array',
    '\ufeff [\n {"text": "a]\u2028",\n  "o": {"p": [1, {}]}},\n 7, {"text": "\\ud83d\\ude00 \u00e9"}\n]\n\n',
    json,
    [
      [2, 'a]\u2028', { p: [1, {}] }],
      [4, 'a row must be an object such as {"text": "..."}'],
      [4, '\ud83d\ude00 \u00e9'],
    ],
  ],
  [
    'a JSON array on one line with bytes that are not UTF-8',
    Buffer.concat(
      ['[{"a":"\u00e9"},{"a":"', 0xe9, 'x', 0xe8, '"},{"a":"ok"},{"a":"', 0xfc, '"},{"a":"ok"}]'].map(
        (part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part)),
      ),
    ),
    json,
    [
      [1, '\u00e9'],
      [1, 'byte 19 of the line, 0xE9, is not UTF-8'],
      [1, 'ok'],
      [1, 'byte 42 of the line, 0xFC, is not UTF-8'],
      [1, 'ok'],
    ],
  ],
  [
    'a JSON array of texts',
    '["good",\n"bad", {"text":"ok"},\n7]',
    json,
    [
      [1, 'good'],
      [2, 'bad'],
      [2, 'ok'],
      [3, 'a row must be an object such as {"text": "..."}'],
    ],
  ],
  [
    'texts among the rows of a JSON array',
    '[{"review":"good"},\n"bad"]',
    json,
    [
      [1, 'good'],
      [2, 'a row must be an object such as {"text": "..."}'],
    ],
  ],
  ['an empty JSON array', '[]', json, []],
  [
    'a JSON array that is cut off',
    '[{"a":1},\n{"a":',
    json,
    [
      [1, 1],
      [2, 'the JSON array is not closed'],
    ],
  ],
  [
    'a JSON array with something behind it',
    '[{"a":1}]\n {"a":2}',
    json,
    [
      [1, 1],
      [2, expect.stringMatching(/^not valid JSON: ./)],
    ],
  ],
  [
    'a JSON array with a broken element',
    '[{"a":1},\n{"a":1,},\n{"a":2}]',
    json,
    [
      [1, 1],
      [2, expect.stringMatching(/^not valid JSON: ./)],
    ],
  ],
  [
    'a text a line',
    'one, "two"\r\n\nthr\u00e9e\u2028four\n{"five"',
    { format: 'text' },
    [
      [1, 'one, "two"'],
      [2, ''],
      [3, 'thr\u00e9e\u2028four'],
      [4, '{"five"'],
    ],
  ],
];

describe('openTable', () => {
  it.each(samples)('reads %s, cut anywhere, plain and gzip\u2019d', async (_, content, options, expected) => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
    const half = Math.floor(bytes.length / 2);
    const zipped = Buffer.concat([gzipSync(bytes.subarray(0, half)), gzipSync(bytes.subarray(half))]);
    for (const size of [1 << 16, 1, 2, 3, 5, 7]) {
      expect(shown((await read(bytes, options, size)).events)).toEqual(expected);
      if (size !== 3) expect(shown((await read(zipped, options, size)).events)).toEqual(expected);
    }
  });

  it('reads any table back that is written as CSV, cut anywhere', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', ',', ';', '"', '\n', '\r', '\u00e9', '\u2028', '\ud83d\ude00'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell)), fc.integer({ min: 1, max: 9 }), async (rows, size) => {
        const quoted = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(','));
        const { events } = await read(['x,y', ...quoted].join('\r\n'), csv, size);
        expect(events.map((event) => event.kind === 'record' && event.fields)).toEqual(rows);
      }),
    );
  });

  it.each([
    ['text,label\n', undefined, ','],
    ['text;label\n', undefined, ';'],
    ['text\tlabel\n', undefined, '\t'],
    ['"text, or so";"label, too";more\n', undefined, ';'],
    ['text\n', undefined, ','],
    ['text|label\n', '|', '|'],
  ])('finds the delimiter of %j, given %j', async (content, delimiter, expected) => {
    const table = await read(content, { ...csv, ...(delimiter !== undefined && { delimiter }) });
    expect(table.delimiter).toBe(expected);
  });

  it('tells JSON and text apart by their first character where no format is given', async () => {
    expect((await read(' {"a":1}')).format).toBe('json-lines');
    expect((await read('\n[{"a":1}]')).format).toBe('json-array');
    expect((await read('Nice; lamp')).format).toBe('text');
    expect((await read('text;n\na;1', { delimiter: ';' })).columns).toEqual(['text', 'n']);
    expect((await read('')).events).toEqual([]);
  });

  it('names the columns as they stand in the file', async () => {
    expect((await read('\ufeff"\ufeffText ", n\n', csv)).columns).toEqual(['Text', 'n']);
    expect((await read('{"b":1}\n{"a":1,"b":2}', json)).columns).toEqual(['b', 'a']);
  });

  it.each([
    ['', csv, /nothing in it/],
    ['"text,label\na,b\n', csv, /^line 1: a quote opens/],
    [Buffer.from('text,n\na,1\n', 'utf16le'), csv, /^line 1: byte 2 of the line is 0x00/],
    [Buffer.from('"text","n"\na,1\n', 'utf16le'), csv, /^line 1: byte 2 of the line is 0x00/],
    [Buffer.from('text,n\na,1\n', 'utf16le').swap16(), csv, /^line 1: byte 1 of the line is 0x00/],
    ['a', { delimiter: ';;' }, /one character, not ";;"/],
    ['a', { encoding: 'utf-9' }, /there is no encoding "utf-9"/],
  ] as const)('refuses %j read as %j', async (content, options, message) => {
    await expect(read(content, options)).rejects.toThrow(message);
  });

  describe('of a JSON array', () => {
    it.each([
      ['[{"a":"b"},]', '"]" stands where a value should'],
      ['[{"a" "b"}]', '"b" stands where a colon should'],
      ['[{"a":"b"} {"a":"b"}]', '"{" stands where a comma or the closing bracket should'],
      ['[{"a":1,,"b":2}]', '"," stands where the name of a field, in double quotes, should'],
      ['[{a:"b"}]', '"a" is out of place'],
      ['[{"a":tru}]', '"}" is out of place'],
      ['[{"a":"b\nc"}]', 'a string holds a line break or the like, which JSON writes as \\n'],
      ['[{"a":"\\x"}]', 'a string holds "\\x", which JSON does not know'],
      ['[{"a":"b"}] []', '"[" stands behind the end of the array'],
    ])('%j: plain words say what is wrong', async (content, message) => {
      const { events } = await read(content, json);
      expect(events.at(-1)).toMatchObject({ kind: 'fault', line: 1, message: `not valid JSON: ${message}` });
    });
  });

  describe('of gzip data', () => {
    const whole = gzipSync(Buffer.from('first\nsecond\n'.repeat(500)));
    const flipped = Buffer.from(whole);
    flipped[whole.length - 6]! ^= 1;
    it.each([
      ['that are cut off', whole.subarray(0, -12), /cut off/],
      ['whose checksum is cut off', whole.subarray(0, -3), /cut off/],
      ['whose checksum is wrong', flipped, /damaged/],
      [
        'with a short rest behind them',
        Buffer.concat([whole, Buffer.of(1, 2)]),
        /followed by something else/,
      ],
      ['with more behind them', Buffer.concat([whole, Buffer.from('and so on, and on')]), /damaged/],
    ])('%s: a fault behind the rows that could be read, and the last', async (_, bytes, message) => {
      for (const size of [1, 1 << 16]) {
        const { events } = await read(bytes, { format: 'text' }, size);
        expect(events.at(-1)).toMatchObject({
          kind: 'fault',
          message: expect.stringMatching(message) as unknown,
          isFatal: true,
        });
        expect(events.slice(0, -1).every(({ kind }) => kind === 'record')).toBe(true);
      }
    });

    it.each([1, 7, 8, 9, 512, 40_000])('and %i zeros behind them, as gzip takes them', async (zeros) => {
      for (const end of [Buffer.alloc(0), gzipSync(Buffer.alloc(0))]) {
        const padded = Buffer.concat([whole, end, Buffer.alloc(zeros)]);
        for (const size of [zeros > 1000 ? 1000 : 1, 1 << 16]) {
          const { events } = await read(padded, { format: 'text' }, size);
          expect(events).toHaveLength(1000);
          expect(events.every(({ kind }) => kind === 'record')).toBe(true);
        }
      }
    });

    it('of zeros, stored as they are, with zeros behind them', async () => {
      const stored = gzipSync(Buffer.from(`text\n${'\0'.repeat(50_000)}\nlast\n`), { level: 0 });
      const { events } = await read(Buffer.concat([stored, Buffer.alloc(100)]), { format: 'text' }, 1 << 12);
      expect(events.map(({ kind }) => kind)).toEqual(['record', 'fault', 'record']);
    });

    it('of many members and of none', async () => {
      const many = Buffer.concat(Array.from({ length: 300 }, (_, i) => gzipSync(Buffer.from(`line ${i}\n`))));
      expect((await read(many, { format: 'text' }, 100)).events).toHaveLength(300);
      expect((await read(gzipSync(Buffer.alloc(0)), { format: 'text' })).events).toEqual([]);
    });
  });

  it('holds a piece of a large file at a time, and closes it when it is left', async () => {
    let [given, isClosed] = [0, false];
    async function* large(): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.from('text\n');
        for (;;) yield Buffer.from(`row ${given++}\n`.repeat(1000));
      } finally {
        isClosed = true;
      }
    }
    let [taken, inPlace, mostAhead] = [0, 0, 0];
    for await (const { line } of (await openTable(large(), csv)).records) {
      taken++;
      if (line === taken + 1) inPlace++;
      mostAhead = Math.max(mostAhead, given - taken / 1000);
      if (taken === 200_000) break;
    }
    expect([taken, inPlace]).toEqual([200_000, 200_000]);
    expect(mostAhead).toBeLessThan(3);
    expect(isClosed).toBe(true);
  });

  it.each([
    ['a quote that is never closed', csv, 'text\n"', /not closed/],
    ['a line that never ends', { format: 'text' }, '', /more than/],
    ['a row of JSON that never ends', json, '[{"text":"', /more than/],
  ] as const)('gives up on %s after a bounded part of the file', async (_, options, beginning, message) => {
    let given = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(beginning);
      for (; given < 3 * MAX_ROW_CHARACTERS; given += 1 << 16) yield Buffer.alloc(1 << 16, 'x');
      yield Buffer.from('\n');
    }
    for await (const event of (await openTable(endless(), options)).records) {
      expect(event).toMatchObject({ kind: 'fault', message: expect.stringMatching(message) as unknown });
      break;
    }
    if (options.format !== 'text') expect(given).toBeLessThan(2.1 * MAX_ROW_CHARACTERS);
  });

  it('counts a line of CSV that is far too long as one row, and goes on behind it', async () => {
    async function* long(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('text\n');
      for (let part = 0; part < 5; part++) yield Buffer.alloc(MAX_ROW_CHARACTERS / 2 + 1, 'x');
      yield Buffer.from('x\nnext\n');
    }
    const events: TableEvent[] = [];
    for await (const event of (await openTable(long(), csv)).records) events.push(event);
    expect(events).toEqual([
      { kind: 'fault', line: 2, message: expect.stringMatching(/more than 16,777,216/) as unknown },
      { kind: 'record', line: 3, fields: ['next'] },
    ]);
  });
});

describe('tableFormat', () => {
  it.each([
    ['a.csv', { format: 'csv' }],
    ['a.CSV.GZ', { format: 'csv' }],
    ['a.tsv', { format: 'csv', delimiter: '\t' }],
    ['a.b.jsonl.gz', { format: 'json' }],
    ['a.ndjson', { format: 'json' }],
    ['a.json', { format: 'json' }],
    ['a.txt', { format: 'text' }],
    ['a.docx', null],
    ['csv', null],
  ])('of %s is %j', (name, expected) => expect(tableFormat(name)).toEqual(expected));
});
