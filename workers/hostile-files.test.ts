import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { workbookOf } from '../core/rows/testing';
import type { FileReading, FileSummary } from './file-api';
import { FileService } from './file-service';
import { readFile } from './read-file';

type Content = string | Uint8Array<ArrayBuffer>;

/** A file as the page reads it: looked at, its columns and its reading as proposed, then read whole. */
async function opened(content: Content | readonly Content[], name: string, asked: FileReading = {}) {
  const parts = typeof content === 'string' || content instanceof Uint8Array ? [content] : [...content];
  const source = { content: new Blob(parts), name };
  const service = new FileService();
  const look = await service.look(source, asked);
  const reading = { ...look.proposed, ...asked };
  const summary = await service.read(source, reading, look.guess.text, () => undefined);
  return { service, look, summary };
}

const problems = ({ problems: found }: FileSummary) =>
  found.map(({ line, message }) => `${line}: ${message}`);

describe('a hostile file', () => {
  it('of formulae and markup is text, and comes out as text', async () => {
    const cells = ['=HYPERLINK("http://x")', '+1+1 and more', '<img src=x onerror=alert(1)>', '@SUM(A1)'];
    const csv = ['id,text', ...cells.map((cell, at) => `${at},"${cell.replaceAll('"', '""')}"`)].join('\n');
    const { service, summary } = await opened(csv, 'formulae.csv');
    expect(summary.counts).toMatchObject({ rows: 4, texts: 4 });
    expect(cells.map((_, row) => service.text(row))).toEqual(cells);
  });

  it('with a megabyte in a cell is read, and the page gets the beginning of it', async () => {
    const { service, look, summary } = await opened(
      `text,b\n${'word '.repeat(200_000)},1\nshort one,2\n`,
      'long.csv',
    );
    expect(summary.counts).toMatchObject({ rows: 2, texts: 2 });
    expect(service.text(0)).toHaveLength(1_000_000);
    expect(look.rows[0]!.cells[0]!.length).toBeLessThan(400);
    expect(JSON.stringify(service.rows(0, 9, [0, 1], null)).length).toBeLessThan(2000);
  });

  it('with NULs keeps them', async () => {
    const { service, summary } = await opened('text,b\n"a\0b c",\0\nplain text,2\n', 'nul.csv');
    expect(summary.counts).toMatchObject({ rows: 2, texts: 2 });
    expect(service.text(0)).toBe('a\0b c');
    const json = await opened('{"text":"a\\u0000b c"}\n', 'nul.jsonl');
    expect(json.service.text(0)).toBe('a\0b c');
  });

  it('with half a UTF-8 sequence loses that row alone, and says which byte', async () => {
    const csv = Buffer.concat([
      Buffer.from('id,text\n1,Première réponse\n2,Deuxi'),
      Buffer.of(0xc3),
      Buffer.from('\n3,Troisième réponse\n4,Quatri'),
      Buffer.of(0xc3),
    ]);
    const { service, summary } = await opened(Uint8Array.from(csv), 'half.csv');
    expect(summary.counts).toMatchObject({ rows: 4, texts: 2 });
    expect(problems(summary)).toEqual([
      '3: byte 8 of the line, 0xC3, is not UTF-8',
      '5: byte 9 of the line, 0xC3, is not UTF-8',
    ]);
    expect(service.text(2)).toBe('Troisième réponse');
  });

  it('of 300 columns, of one name, or without a name keeps them all', async () => {
    const header = Array.from({ length: 300 }, (_, at) =>
      at % 3 === 0 ? 'text' : at % 3 === 1 ? '' : `c${at}`,
    );
    const row = header.map((_, at) => (at === 150 ? 'the text of the row' : `v${at}`));
    const { service, summary } = await opened(`${header.join(',')}\n${row.join(',')}\n`, 'wide.csv');
    expect(summary.columns).toEqual(header);
    expect(service.text(0)).toBe('the text of the row');
    expect(service.rows(0, 1, [0, 1, 299], null)[0]!.cells).toEqual(['v0', 'v1', 'v299']);
  });

  it('without a header has its first line read where the reader says so', async () => {
    const content = 'Came late and broken,1\nCame on time,2\n';
    const asked = { hasHeader: false };
    const { service, summary } = await opened(content, 'bare.csv', asked);
    expect(summary.columns).toEqual(['column 1', 'column 2']);
    expect([0, 1].map((row) => service.text(row))).toEqual(['Came late and broken', 'Came on time']);
  });

  it('that is a workbook of formulae has the values saved with them', async () => {
    const workbook = workbookOf([
      ['id', 'text'],
      ['1', { xml: '<c t="str"><f>CONCAT("a","b")</f><v>a b c</v></c>' }],
      ['2', { xml: '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>' }],
      ['3', { xml: '<c><f>WEBSERVICE("http://example.com")</f></c>' }],
    ]);
    const { service, summary } = await opened(Uint8Array.from(workbook), 'formulae.xlsx');
    expect([0, 1].map((row) => service.text(row))).toEqual(['a b c', '#DIV/0!']);
    expect(problems(summary)).toEqual(['4: the text is blank']);
  });

  it('that inflates to a gigabyte is read to 500 MB, in little memory, and says so', async () => {
    // Of many members, each of ten megabytes: written in no time.
    const member = Uint8Array.from(gzipSync(Buffer.alloc(10_000_000, '0')));
    const parts = [Uint8Array.from(gzipSync('a first row\n')), ...Array.from({ length: 100 }, () => member)];
    expect(parts.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(1_100_000);
    const before = process.memoryUsage().rss;
    const { service, summary } = await opened(parts, 'bomb.txt.gz');
    expect(service.text(0)).toBe('a first row');
    expect(problems(summary).at(-1)).toMatch(/the file has more than 500 MB; what follows is not read/);
    expect(process.memoryUsage().rss - before).toBeLessThan(400_000_000);
  });

  it('of JSON that is nested without an end, or of too many names, costs its rows alone', async () => {
    const deep = `{"text":${'['.repeat(100_000)}`;
    const names = Array.from({ length: 5000 }, (_, at) => `"n${at}":1`).join(',');
    const { service, summary } = await opened(
      `{"text":"a first row"}\n${deep}\n{"text":"and",${names}}\n{"text":"a last row"}\n`,
      'deep.jsonl',
    );
    expect(summary.counts).toMatchObject({ rows: 4, texts: 2 });
    expect(problems(summary)[1]).toBe('3: the rows have more than 4096 different names of fields');
    expect([0, 3].map((row) => service.text(row))).toEqual(['a first row', 'a last row']);
  });

  it('whose rows take more memory than its bytes say ends where the memory does', async () => {
    // A row that has its 4,000th field alone: a byte for each of those before it.
    const first = `{"text":"a first row",${Array.from({ length: 4000 }, (_, at) => `"n${at}":0`).join(',')}}`;
    const rows = Array.from({ length: 2000 }, () => '{"text":"and on","n3999":1}');
    const source = { content: new Blob([[first, ...rows].join('\n')]), name: 'sparse.jsonl' };
    expect(source.content.size).toBeLessThan(200_000);
    const how = { reading: {}, textColumn: 0, mostRows: 1e6, mostBytes: 1_000_000 };
    const { table } = await readFile(source, how, () => undefined);
    expect(table.length).toBeLessThan(300);
    expect(table.problem(table.length - 1)).toBe(
      'the file has more than 1 MB of rows; from here on it is not read',
    );
    expect(table.text(table.length - 2)).toBe('and on');
  });
});
