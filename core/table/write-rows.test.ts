import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import type { FileTable } from './file-table';
import { Readings } from './readings';
import { tableOf } from './testing';
import { csvPieces, jsonLinesPieces } from './write-rows';

const written = (table: FileTable, readings: Readings | null, withTexts = true) => ({
  table,
  readings,
  classes: readings ? ['bad', 'good'] : [],
  withTexts,
});

describe('a table as CSV', () => {
  it('has every row once, in its place, with its own columns and what came of it', async () => {
    const table = await tableOf('text,n\nx,1\na,b,c\n" ",2\nx,3\ny,4\n', { format: 'csv' });
    const readings = new Readings(table, 2);
    readings.set(0, [0.1, 0.9]);
    expect([...csvPieces(written(table, readings))].join('')).toBe(
      [
        '\ufefftext,n,line,class,problem,probability of bad,probability of good',
        'x,1,2,good,,0.1,0.9',
        ',,3,,3 fields under a header of 2,,',
        '" ",2,4,,the text is blank,,',
        'x,3,5,good,,0.1,0.9',
        'y,4,6,,,,',
        '',
      ].join('\r\n'),
    );
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

  it('is cut into pieces, none of whose rows is lost', async () => {
    const texts = Array.from({ length: 5000 }, (_, at) => `text ${at}`);
    const table = await tableOf(texts.join('\n'), { format: 'text' });
    const pieces = [...csvPieces(written(table, null))];
    expect(pieces).toHaveLength(1 + Math.ceil(5000 / 2048));
    const { data } = Papa.parse<string[]>(pieces.join('').trimEnd());
    expect(data.slice(1).map(([text]) => text)).toEqual(texts);
  });
});

describe('a table as JSON Lines', () => {
  it('has an object for every row, its values as they were', async () => {
    const table = await tableOf('{"text":"x\\u0000=1","l":[1]}\nnot json\n{"text":null,"__proto__":1}', {
      format: 'json',
    });
    const readings = new Readings(table, 2);
    readings.set(0, [0.25, 0.75]);
    const lines = [...jsonLinesPieces(written(table, readings))].join('').trimEnd().split('\n');
    expect(lines[0]).toBe(
      '{"text":"x\\u0000=1","l":[1],"line":1,"class":"good","probability of bad":0.25,"probability of good":0.75}',
    );
    expect(JSON.parse(lines[1]!)).toEqual({
      line: 2,
      problem: expect.stringContaining('not valid JSON') as string,
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
