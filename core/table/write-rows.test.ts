import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import type { AnswerRule } from '../prediction/verdict';
import type { FileTable } from './file-table';
import { Readings } from './readings';
import { Reasons } from './reasons';
import { packReasons } from './row-reasons';
import { reasonsOf, tableOf } from './testing';
import { csvPieces, jsonLinesPieces, typedTable } from './write-rows';

const written = (table: FileTable, readings: Readings | null, withTexts = true) => ({
  table,
  readings,
  classes: readings ? ['bad', 'good'] : [],
  delimiter: ',' as const,
  reasons: null,
  withTexts,
  withValues: false,
  rows: null,
});

describe('a table as CSV', () => {
  it('has every row once, in its place, with its own columns and what came of it', async () => {
    const table = await tableOf('text,n\nx,1\na,b,c\n" ",2\nx,3\ny,4\n', { format: 'csv' });
    const readings = new Readings(table, 2, null);
    readings.set(0, [0.1, 0.9]);
    expect([...csvPieces(written(table, readings))].join('')).toBe(
      [
        '\ufefftext,n,line,class,problem,row as it stands in the file,probability of bad,probability of good',
        'x,1,2,good,,,0.1,0.9',
        ',,3,,3 fields under a header of 2,"a,b,c",,',
        '" ",2,4,,the text is blank,,,',
        'x,3,5,good,,,0.1,0.9',
        'y,4,6,,,,,',
        '',
      ].join('\r\n'),
    );
    // What could not be read may hold a text.
    expect([...csvPieces(written(table, readings, false))].join('')).not.toContain('a,b,c');
  });

  it('says which rows are in a language that the model has not learnt, where any is', async () => {
    const table = await tableOf('text\nbien\ngood\nbien\n', { format: 'csv' });
    const readings = new Readings(table, 2, null);
    readings.set(0, [0.1, 0.9], 'es');
    readings.set(1, [0.1, 0.9]);
    expect([...csvPieces(written(table, readings))].join('').split('\r\n')).toEqual([
      '\ufefftext,line,class,problem,language not learnt,probability of bad,probability of good',
      'bien,2,good,,es,0.1,0.9',
      'good,3,good,,,0.1,0.9',
      'bien,4,good,,es,0.1,0.9',
      '',
    ]);
    const lines = [...jsonLinesPieces(written(table, readings))].join('').trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as Record<string, unknown>)['language not learnt'])).toEqual(
      ['es', undefined, 'es'],
    );
  });

  it('says of the rows that could be more than one class which ones, as the rule of the model has it', async () => {
    const table = await tableOf('text\nx\ny\nz\n', { format: 'csv' });
    const outcomes = (rule: AnswerRule) => {
      const readings = new Readings(table, 2, rule);
      readings.set(0, [0.25, 0.75]);
      readings.set(1, [0.875, 0.125]);
      const [header, ...lines] = [...csvPieces(written(table, readings))].join('').trimEnd().split('\r\n');
      const objects = [...jsonLinesPieces(written(table, readings))].join('').trimEnd().split('\n');
      return { header, lines, objects: objects.map((line) => JSON.parse(line) as Record<string, unknown>) };
    };
    const sets = outcomes({ threshold: 0.2 });
    expect([sets.header, ...sets.lines]).toEqual([
      '\ufefftext,line,class,could be,problem,probability of bad,probability of good',
      'x,2,good,good or bad,,0.25,0.75',
      'y,3,bad,,,0.875,0.125',
      'z,4,,,,,',
    ]);
    expect(sets.objects.map((object) => object['could be'])).toEqual([['good', 'bad'], undefined, undefined]);
    // By the margin none is in doubt.
    expect(outcomes(null).header).not.toContain('could be');
  });

  it('has nothing that a spreadsheet of another country would run, which parts cells elsewhere', async () => {
    const cells = [
      "x;=cmd|' /C calc'!A0;y",
      'a\n=1+1',
      'a;-2+3;b',
      'x,=1',
      // These are left alone: numbers, and what people write.
      'from 2;-5;+3',
      'nice ;-) and ;+) too',
      'on sale: 5,- or so',
      'a\n- b',
    ];
    const table = await tableOf(Papa.unparse([['text'], ...cells.map((cell) => [cell])]), { format: 'csv' });
    const read = (delimiter: ',' | ';') => {
      const content = [...csvPieces({ ...written(table, null), delimiter })].join('').trimEnd();
      return Papa.parse<string[]>(content, { delimiter })
        .data.slice(1)
        .map(([cell]) => cell);
    };
    const lines = "a\n'=1+1";
    expect(read(',')).toEqual(["x;'=cmd|' /C calc'!A0;y", lines, "a;'-2+3;b", 'x,=1', ...cells.slice(4)]);
    expect(read(';')).toEqual([cells[0], lines, cells[2], "x,'=1", ...cells.slice(4)]);
    // Where a cell is parted off, the quotes before the sign are an empty beginning of it.
    const quoted = await tableOf('text\n"x;""=1+1;"', { format: 'csv' });
    expect([...csvPieces(written(quoted, null))].join('')).toContain(`"x;""'=1+1;"`);
  });

  it('leaves the texts out where asked, and takes no name twice', async () => {
    const table = await tableOf('text,class,line,line 2\nx,1,2,3', { format: 'csv' });
    expect([...csvPieces(written(table, null, false))].join('').split('\r\n')).toEqual([
      '\ufeffclass,line,line 2,line 3,class 2,problem',
      '1,2,3,2,,',
      '',
    ]);
  });

  it('has nothing that a spreadsheet would run, and leaves plain numbers as they are', async () => {
    const hostile = [
      '=1+1',
      '+A1',
      '-A1',
      '@SUM(A1)',
      '\tx',
      '＝1+1',
      '=HYPERLINK("http://x","y")',
      '-1+cmd|x',
    ];
    const plain = ['-5', '+3.25', '-1e-3', '1-2', 'a=b', '-2,5', "'quoted"];
    const cells = [...hostile, ...plain];
    const content = Papa.unparse([['=header', 'n'], ...cells.map((cell) => [cell, cell])]);
    const table = await tableOf(content, { format: 'csv' });
    const lines = Papa.parse<string[]>([...csvPieces(written(table, null))].join('').trimEnd()).data;
    expect(lines[0]![0]!.replace('\ufeff', '')).toBe("'=header");
    expect(lines.slice(1).map(([text]) => text)).toEqual([...hostile.map((cell) => `'${cell}`), ...plain]);
  });

  it('has the rows that are asked for alone, in their order', async () => {
    const table = await tableOf('text,n\na,1\nb,2\nc,3', { format: 'csv' });
    const some = { ...written(table, null), rows: Uint32Array.of(2, 0) };
    expect([...csvPieces(some)].join('').split('\r\n').slice(1, -1)).toEqual(['c,3,4,,', 'a,1,2,,']);
    const lines = [...jsonLinesPieces(some)].join('').trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { text: string }).text)).toEqual(['c', 'a']);
    const { rows, count } = typedTable(some);
    expect([...rows].map(([text]) => text)).toEqual(['text', 'c', 'a']);
    expect(count).toBe(3);
  });

  it('is cut into pieces, none of whose rows is lost', async () => {
    const texts = Array.from({ length: 5000 }, (_, at) => `text ${at}`);
    const table = await tableOf(texts.join('\n'), { format: 'text' });
    const pieces = [...csvPieces(written(table, null))];
    expect(pieces).toHaveLength(1 + Math.ceil(5000 / 2048));
    const { data } = Papa.parse<string[]>(pieces.join('').trimEnd());
    expect(data.slice(1).map(([text]) => text)).toEqual(texts);
  });
});

describe('a table for a spreadsheet', () => {
  it('has numbers, booleans and dates where all of a column are, and texts as they are', async () => {
    const table = await tableOf('text,n,key,ok,day\n5,1.5,007,TRUE,2025-12-31\nTRUE,,1,false,\n', {
      format: 'csv',
    });
    const readings = new Readings(table, 2, null);
    readings.set(0, [0.25, 0.75]);
    const { types, rows } = typedTable(written(table, readings));
    const names = types.map((type) => (typeof type === 'string' ? type : type.format));
    expect(names).toEqual(['text', 'number', 'text', 'boolean', 'yyyy-mm-dd']);
    const day = new Date('2025-12-31T00:00:00Z');
    expect([...rows].slice(1)).toEqual([
      ['5', 1.5, '007', true, day, 2, 'good', null, 0.25, 0.75],
      ['TRUE', null, '1', false, null, 3, null, null, null, null],
    ]);
  });
});

describe('a table as JSON Lines', () => {
  it('has an object for every row, its values as they were', async () => {
    const table = await tableOf('{"text":"x\\u0000=1","l":[1]}\nnot json\n{"text":null,"__proto__":1}', {
      format: 'json',
    });
    const readings = new Readings(table, 2, null);
    readings.set(0, [0.25, 0.75]);
    const lines = [...jsonLinesPieces(written(table, readings))].join('').trimEnd().split('\n');
    expect(lines[0]).toBe(
      '{"text":"x\\u0000=1","l":[1],"line":1,"class":"good","probability of bad":0.25,"probability of good":0.75}',
    );
    expect(JSON.parse(lines[1]!)).toEqual({
      line: 2,
      problem: expect.stringContaining('not valid JSON') as string,
      'row as it stands in the file': 'not json',
    });
    expect(lines[2]).toBe(
      '{"text":null,"__proto__":1,"line":3,"problem":"\\"text\\" is null, not a string"}',
    );
  });

  it('numbers columns of one name', async () => {
    const table = await tableOf('a,a,a 2\nx,y,z', { format: 'csv' });
    const [line] = [...jsonLinesPieces(written(table, null))];
    expect(JSON.parse(line!)).toEqual({ a: 'x', 'a 2': 'y', 'a 2 2': 'z', line: 2 });
  });
});

describe('reasons', () => {
  it('are written as the strongest words of the class read, and on request as all values', async () => {
    const table = await tableOf('text\n"=good but bad, so"\nother', { format: 'csv' });
    const readings = new Readings(table, 2, null);
    readings.set(0, [0.1, 0.9]);
    readings.set(1, [0.1, 0.9]);
    const reasons = new Reasons(table, readings);
    const row = reasonsOf(table.text(0), [[], [0.001, 0.4, 0, -0.123]]);
    reasons.set(0, packReasons(row));
    const whole = { ...written(table, readings), reasons };
    const csv = Papa.parse<Record<string, string>>([...csvPieces(whole)].join('').trim(), {
      header: true,
    }).data;
    expect(csv.map((cells) => cells['strongest words'])).toEqual(['good +40, bad \u221212', '']);
    const [line] = [...jsonLinesPieces({ ...whole, withValues: true })].join('').split('\n');
    const { 'values of words': values, 'strongest words': words } = JSON.parse(line!) as {
      'values of words': { word: string; start: number; values: number[] }[];
      'strongest words': { word: string; points: number }[];
    };
    expect(words).toEqual([
      { word: 'good', points: 40 },
      { word: 'bad', points: -12.3 },
    ]);
    expect(values[1]).toEqual({ word: 'good', start: 1, end: 5, values: [0, 0.4] });
    expect(values).toHaveLength(row.spans.length);
    const bare = [...csvPieces({ ...whole, withTexts: false, withValues: true })].join('');
    expect(bare).not.toContain('""word""');
    expect(bare).toContain('""values"":[0,0.4]');
  });

  it('that begin with a sign are no formulae', async () => {
    const table = await tableOf('text\n"=1+1"', { format: 'csv' });
    const readings = new Readings(table, 2, null);
    readings.set(0, [0.1, 0.9]);
    const reasons = new Reasons(table, readings);
    reasons.set(0, packReasons(reasonsOf('=1+1', [[], [0.4]])));
    expect([...csvPieces({ ...written(table, readings, false), reasons })].join('')).toContain("'= +40");
  });
});
