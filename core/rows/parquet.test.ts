import { readFile } from 'node:fs/promises';
import { parquetMetadata } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { tableFormat } from './open-table';
import { readRows } from './testing';

const fixture = (codec: string) =>
  readFile(new URL(`../../test/fixtures/rows/survey.${codec}.parquet`, import.meta.url));

describe('Parquet', () => {
  it.each(['none', 'snappy', 'zstd', 'gzip', 'brotli', 'lz4'])(
    'is read as pyarrow wrote it: %s',
    async (codec) => {
      const table = await readRows(await fixture(codec));
      expect(table.format).toBe('parquet');
      const names = ['id', 'text', 'day', 'at', 'tags', 'score', 'who'];
      const width = names.length;
      // That of LZ4 has a column of nulls behind the others.
      expect(table.columns).toEqual(codec === 'lz4' ? [...names, 'nothing'] : names);
      expect(table.rows.map((row) => row.slice(1 + width))).toEqual(
        table.rows.map(() => (codec === 'lz4' ? [null] : [])),
      );
      const own = table.rows.map((row) => row.slice(0, 1 + width));
      expect(own.map((row) => row.map((field) => (Number.isNaN(field) ? 'NaN' : field)))).toEqual([
        [
          1,
          1,
          'So good, café 😀',
          '2025-12-31',
          '2025-12-31T08:30:00',
          ['a', 'b'],
          4.5,
          { name: 'A', age: 3 },
        ],
        [2, 2, 'Came late', null, null, [], 'NaN', null],
        // Beyond 2^53 a number would be another.
        [3, '1152921504606846977', null, '1969-01-02', null, null, null, { name: 'B', age: null }],
      ]);
    },
  );

  it('has days, times of day and times as such, with a zone only where the file has one', async () => {
    const table = await readRows(
      await readFile(new URL('../../test/fixtures/rows/times.parquet', import.meta.url)),
    );
    const names = ['text', 'millis', 'micros', 'nanos', 'stamps', 'fine', 'days', 'list', 'who'];
    expect(table.columns).toEqual(names);
    const [first, second, third] = table.rows.map(([, ...fields]) =>
      Object.fromEntries(fields.map((field, at) => [names[at]!, field])),
    );
    expect(first).toEqual({
      text: 'Came late',
      millis: '08:30:00',
      micros: '08:30:00.000005',
      nanos: '08:30:00.000000001',
      stamps: '2025-12-31T08:30:00',
      fine: '2025-12-31T08:30:00.123Z',
      days: '2025-12-31',
      list: ['08:00:00', null],
      who: { at: '07:05:00', n: 1 },
    });
    expect(second).toMatchObject({
      millis: '23:59:59.25',
      micros: null,
      nanos: '00:00:00',
      list: [],
      who: null,
    });
    expect(third).toMatchObject({
      micros: '00:00:00',
      stamps: '1969-12-31T23:00:00',
      fine: '1970-01-01T00:00:00.000Z',
      days: '1969-01-02',
      who: { at: null, n: 2 },
    });
  });

  it('keeps the rows before what is damaged, and says what follows', async () => {
    const bytes = Uint8Array.from(await fixture('none'));
    const [, second] = parquetMetadata(bytes.buffer).row_groups;
    const page = Number(second!.columns[0]!.meta_data!.dictionary_page_offset);
    bytes.fill(0xff, page, page + 30);
    const { rows } = await readRows(bytes);
    expect(rows.map(([line]) => line)).toEqual([1, 2, 3]);
    expect(rows[2]).toEqual([3, expect.stringMatching(/damaged/)]);
  });

  it('that is cut off is refused', async () => {
    const bytes = await fixture('none');
    await expect(readRows(bytes.subarray(0, bytes.length - 20))).rejects.toThrow(/damaged/);
  });

  it('that says its pages unpack to a gigabyte is refused before they are', async () => {
    const bytes = Uint8Array.from(await fixture('snappy'));
    // The header of the first page, by Thrift: its kind, then its size, a varint of one byte; instead one of a gigabyte.
    const header = 4;
    expect([...bytes.subarray(header, header + 4)]).toEqual([0x15, 0x04, 0x15, 0x20]);
    const gigabyte = [0x80, 0x80, 0x80, 0x80, 0x08];
    const changed = Uint8Array.from([
      ...bytes.subarray(0, header + 3),
      ...gigabyte,
      ...bytes.subarray(header + 4),
    ]);
    await expect(readRows(changed)).resolves.toMatchObject({
      rows: [[1, expect.stringMatching(/unpacks to more than 500 MB/)]],
    });
  });

  it('is known by its first bytes, whatever its name; a text that begins alike is a text', async () => {
    expect([tableFormat('a.parquet'), tableFormat('a.xlsx'), tableFormat('a.docx')]).toEqual([{}, {}, null]);
    const { format, rows } = await readRows(new TextEncoder().encode('PAR1 is a part\n'));
    expect([format, rows]).toEqual(['text', [[1, 'PAR1 is a part']]]);
  });
});
