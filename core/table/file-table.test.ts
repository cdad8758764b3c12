import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundedBytes } from './bounded-bytes';
import { ByteRows } from './byte-rows';
import { arePacked, cellOf, packCells, withCell } from './cells';
import { firstOfEqualTexts } from './equal-texts';
import { guessColumns } from './guess-columns';
import { NumberBlocks } from './number-blocks';
import { streamOf, tableOf } from './testing';

describe('what a table is made of', () => {
  it('keeps numbers over more than one block', () => {
    const numbers = new NumberBlocks(Uint32Array);
    for (let i = 0; i < 70_000; i++) numbers.push(3 * i);
    expect([numbers.length, numbers.at(0), numbers.at(65_536), numbers.at(69_999)]).toEqual([
      70_000, 0, 196_608, 209_997,
    ]);
    expect(() => numbers.at(70_000)).toThrow(RangeError);
  });

  it('keeps rows of bytes, those that lie in several chunks and empty ones among them', () => {
    const sizes = [5, 2 ** 22 - 3, 0, 1, 2 ** 23 + 7, 2];
    const rows = new ByteRows();
    sizes.forEach((size, at) => rows.push(new Uint8Array(size).fill(at + 1)));
    expect(rows.bytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
    sizes.forEach((size, at) => {
      const row = rows.at(at);
      expect([row.length, row.every((byte) => byte === at + 1)]).toEqual([size, true]);
    });
  });

  it('takes a cell behind those that a row has, whatever it lacks', () => {
    const cells = fc.array(fc.option(fc.string({ maxLength: 200 }), { nil: undefined }), { maxLength: 6 });
    fc.assert(
      fc.property(cells, fc.integer({ min: 6, max: 9 }), fc.string(), (given, column, cell) => {
        const packed = withCell(packCells(given), column, cell);
        expect(given.map((_, at) => cellOf(packed, at))).toEqual(given);
        expect(cellOf(packed, column)).toBe(cell);
        for (let at = given.length; at < column; at++) expect(cellOf(packed, at)).toBeUndefined();
        expect(arePacked(packed)).toBe(true);
      }),
    );
  });

  it('gives back the cells that were packed, whatever they hold', () => {
    const cells = fc.array(fc.option(fc.string({ unit: 'grapheme', maxLength: 300 }), { nil: undefined }), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(cells, (given) => {
        const packed = packCells(given);
        expect(given.map((_, column) => cellOf(packed, column))).toEqual(given);
        expect(cellOf(packed, given.length)).toBeUndefined();
      }),
    );
  });
});

describe('a table of a file', () => {
  it('has every row and fault of CSV in its place', async () => {
    const table = await tableOf('a,b\nx,1\n"un"quoted",2\n  ,3\ny,4,5\nz,6\n', { format: 'csv' });
    const rows = Array.from({ length: table.length }, (_, row) => [
      table.line(row),
      table.state(row),
      table.problem(row) === null ? table.text(row) : table.problem(row),
    ]);
    expect(rows).toEqual([
      [2, 'text', 'x'],
      [3, 'fault', 'a quote within a quoted field is not doubled, or the field goes on behind its quotes'],
      [4, 'blank', 'the text is blank'],
      [5, 'fault', '3 fields under a header of 2'],
      [6, 'text', 'z'],
    ]);
    expect(table.cell(0, 1)).toBe('1');
    expect(table.cell(1, 1)).toBe('');
    expect([0, 1, 2, 3, 4].map((row) => table.raw(row))).toEqual([
      null,
      '"un"quoted",2',
      null,
      'y,4,5',
      null,
    ]);
  });

  it('keeps what JSON values are, and says why a row has no text', async () => {
    const table = await tableOf(
      '{"text":"x","n":1,"l":[1,"a"]}\n{"text":5}\n{"n":null}\n{"text":null}\n{"text":"y","late":true}\n{"text":{}}',
      { format: 'json' },
    );
    expect([table.value(0, 1), table.value(0, 2), table.value(2, 1), table.value(4, 3)]).toEqual([
      1,
      [1, 'a'],
      null,
      true,
    ]);
    expect([table.cell(0, 2), table.cell(0, 3)]).toEqual(['[1,"a"]', '']);
    // Nothing, as in CSV: a column of numbers is one still, and no group is called null.
    expect(table.cell(2, 1)).toBe('');
    expect([1, 2, 3, 5].map((row) => table.problem(row))).toEqual([
      '"text" is a number, not a string',
      'the row has no "text"',
      '"text" is null, not a string',
      '"text" is an object, not a string',
    ]);
  });

  it('takes a column behind all others, of CSV and of JSON, and leaves faults as they are', async () => {
    const csv = await tableOf('a,b\nx,1\n"un"quoted",2\ny,3\n', { format: 'csv' });
    const fault = csv.problem(1);
    expect(csv.addColumn('reads', (row) => (row === 2 ? undefined : `good ${row}`))).toBe(2);
    expect(csv.shape.columns).toEqual(['a', 'b', 'reads']);
    expect([csv.cell(0, 2), csv.cell(0, 1), csv.value(2, 2), csv.text(2)]).toEqual([
      'good 0',
      '1',
      undefined,
      'y',
    ]);
    expect([csv.state(1), csv.problem(1)]).toEqual(['fault', fault]);
    const json = await tableOf('{"text":"x","n":1}\n{"text":"y","n":2,"late":true}', { format: 'json' });
    const column = json.addColumn('reads', () => 'a "name"');
    expect([
      json.value(0, column),
      json.value(0, column - 1),
      json.value(1, column - 1),
      json.text(0),
    ]).toEqual(['a "name"', undefined, true, 'x']);
  });

  it('keeps hostile cells as they are: HTML, formulae, half a pair of surrogates, a megabyte, 300 columns', async () => {
    const long = 'é'.repeat(600_000);
    const cells = ['a', '<img src=x onerror=alert(1)>', '=HYPERLINK("x")', long, 'last'];
    const wide = [...cells, ...Array.from({ length: 295 }, (_, at) => String(at))];
    const header = wide.map(() => 'same');
    const line = (fields: readonly string[]) =>
      fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(',');
    const table = await tableOf(`${line(header)}\n${line(wide)}\n`, { format: 'csv' }, 3);
    expect(table.length).toBe(1);
    expect(wide.map((_, column) => table.cell(0, column))).toEqual(wide);
    expect(table.text(0)).toBe(long);
    const json = await tableOf('{"text":"half \\ud83d"}', { format: 'json' });
    expect(json.text(0)).toBe('half \ud83d');
  });

  it('finds the first of equal texts, of other columns’ cells regardless', async () => {
    const lines = ['t,n', 'same,1', 'other,2', 'same,3', ',4', ',5', 'Same,6', 'same,7'];
    const table = await tableOf(lines.join('\n'), { format: 'csv' });
    expect([...firstOfEqualTexts(table)]).toEqual([0, 1, 0, 3, 4, 5, 0]);
  });

  it('finds them among many', async () => {
    const texts = Array.from({ length: 5000 }, (_, at) => `text ${at % 1234}`);
    const table = await tableOf(texts.join('\n'), { format: 'text' });
    expect([...firstOfEqualTexts(table)]).toEqual(texts.map((_, at) => at % 1234));
  });
});

describe('guessed columns', () => {
  it('are the longest strings and a name that says label', () => {
    const rows = [
      ['2026-11-26T08:00:00.000+00:00', 'It came late', '0.123456789012345678901234567890', 'neg'],
      ['2026-11-26T08:00:00.000+00:00', 'It came on time, and whole', '0.1', 'pos'],
    ];
    expect(guessColumns(['when', 'answer', 'weight', 'Sentiment'], rows)).toMatchObject({
      text: 1,
      label: 3,
    });
    expect(guessColumns(['when', 'answer'], [])).toMatchObject({ text: 0, label: null });
  });
});

describe('bounded bytes', () => {
  it('pass what is allowed, and end with an error behind it', async () => {
    const passed: number[] = [];
    const read = async () => {
      for await (const chunk of boundedBytes(streamOf('abc', 'defg', 'h'), 5)) passed.push(chunk.length);
    };
    await expect(read()).rejects.toThrow(/^the file has more than/);
    expect(passed).toEqual([3, 2]);
  });
});
