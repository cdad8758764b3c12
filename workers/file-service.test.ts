import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { workbookOf } from '../core/rows/testing';
import { allRows } from '../core/table/select-rows';
import type { FileReading, FileSource, FileSummary } from './file-api';
import { FileService } from './file-service';
import { openSource } from './file-source';

const file = (content: string | Uint8Array<ArrayBuffer>, name: string | null = 'rows.csv'): FileSource => ({
  content: new Blob([content]),
  name,
});
const csv = 'id,answer,label\n1,"Came late, and broken",bad\n2,Came on time,good\nx\n4,Came late,\n';

async function opened(
  source: FileSource,
  textColumn: number,
  reading: FileReading = {},
  service = new FileService(),
): Promise<{ service: FileService; summary: FileSummary }> {
  const summary = await service.read(source, reading, textColumn, () => undefined);
  return { service, summary };
}

describe('a first look at a file', () => {
  it('shows its first rows, its faults, and which columns hold what', async () => {
    const look = await new FileService().look(file(csv), {});
    expect(look).toMatchObject({ format: 'csv', delimiter: ',', encoding: 'utf-8' });
    expect(look.columns).toEqual(['id', 'answer', 'label']);
    expect(look.rows.map(({ line }) => line)).toEqual([2, 3, 5]);
    expect(look.faults).toEqual([{ line: 4, message: '1 field under a header of 3', remedy: 'delimiter' }]);
    expect(look.guess).toEqual({ text: 1, label: 2, group: null, date: null });
  });

  it.each([
    ['rows.tsv', 'text\tn\na\t1', 'csv'],
    ['rows.json', '[{"text":"a"}]', 'json-array'],
    ['rows.jsonl', '{"text":"a"}\n', 'json-lines'],
    ['rows.txt', 'a\nb', 'text'],
    [null, 'text\tn\na\t1', 'csv'],
    [null, '[{"text":"a\tb"}]', 'json-array'],
    [null, 'a\nb', 'text'],
    // Columns where the name says nothing; prose has white space behind its marks.
    [null, 'comment,ward\r\n"Kind, good",A\r\nLate,B', 'csv'],
    [null, 'id;comment\n1;good, kind\n2;late', 'csv'],
    [null, 'Kind, good\nLate, cold\nQuick, clean', 'text'],
    [null, 'It was good.\nIt was late; and cold.', 'text'],
    ['rows.dat', 'id|comment\n1|good', 'csv'],
    ['rows', 'id,comment\n1,good', 'csv'],
    // As a spreadsheet saves them; other marks stand in texts.
    ['rows.txt', 'id\tcomment\n1\tgood', 'csv'],
    ['rows.txt', 'good,kind\nlate,cold', 'text'],
  ])('knows the format of %s: %j', async (name, content, format) => {
    expect((await new FileService().look(file(content, name), {})).format).toBe(format);
    if (name === null) return;
    const zipped = file(new Uint8Array(gzipSync(content)), `${name}.gz`);
    expect((await new FileService().look(zipped, {})).format).toBe(format);
  });

  it('knows columns that a spreadsheet has saved as text in UTF-16', async () => {
    const saved = file(Buffer.from('\ufeffid\tcomment\r\n1\tcafé\r\n', 'utf16le'), 'survey.txt');
    expect(await new FileService().look(saved, {})).toMatchObject({
      format: 'csv',
      delimiter: '\t',
      encoding: 'utf-16le',
      columns: ['id', 'comment'],
      rows: [{ line: 2, cells: ['1', 'café'] }],
    });
  });

  it('reads it otherwise where asked: delimiter, encoding, no header', async () => {
    const latin = Uint8Array.from([...Buffer.from('1|caf'), 0xe9, ...Buffer.from(' au lait\n2|th'), 0xe9]);
    const reading = { delimiter: '|', encoding: 'windows-1252', hasHeader: false };
    const look = await new FileService().look(file(latin), reading);
    expect(look.columns).toEqual(['column 1', 'column 2']);
    expect(look.rows).toEqual([
      { line: 1, cells: ['1', 'café au lait'] },
      { line: 2, cells: ['2', 'thé'] },
    ]);
    const asked = { delimiter: '|', encoding: 'utf-8' };
    expect(await new FileService().look(file(latin), asked).catch(String)).toMatch(/not UTF-8/);
  });

  it('is read as its beginning suggests where nobody says how, and says so', async () => {
    const latin = file(Buffer.from('id|text\n1|caf\xe9 au lait', 'latin1'));
    const look = await new FileService().look(latin, {});
    expect(look.proposed).toEqual({ delimiter: '|', encoding: 'windows-1252' });
    expect(look.rows).toEqual([{ line: 2, cells: ['1', 'café au lait'] }]);
    const { service } = await opened(latin, 1, look.proposed);
    expect(service.text(0)).toBe('café au lait');
  });

  it('shows a sheet of a workbook and Parquet as their peers wrote them', async () => {
    const fixture = async (name: string) =>
      file(Uint8Array.from(await readFile(new URL(`../test/fixtures/rows/${name}`, import.meta.url))), name);
    const workbook = await fixture('survey.xlsx');
    const first = await new FileService().look(workbook, {});
    expect(first).toMatchObject({
      format: 'xlsx',
      sheets: ['Answers', 'More & <more>'],
      sheet: 'Answers',
      encoding: null,
    });
    expect(first.guess).toMatchObject({ text: 1, date: null });
    const second = await new FileService().look(workbook, { sheet: 'More & <more>', hasHeader: false });
    expect(second.columns).toEqual(['column 1']);
    expect(second.rows.map(({ cells }) => cells)).toEqual([['text'], ['from the second sheet']]);
    const { summary, service } = await opened(workbook, 0, { hasHeader: false });
    expect(summary.columns).toEqual(Array.from({ length: 6 }, (_, at) => `column ${at + 1}`));
    expect(service.rows(3, 1, [5], null)[0]!.cells).toEqual(['more']);

    const parquet = await fixture('survey.zstd.parquet');
    expect((await new FileService().look(parquet, {})).guess.text).toBe(1);
    const { summary: read } = await opened(parquet, 1);
    expect(read.problems).toEqual([{ line: 3, message: '"text" is null, not a string' }]);
  });

  it('gives the page no more of a cell than a line holds', async () => {
    const look = await new FileService().look(file(`text\n${'a'.repeat(1_000_000)}\n`), {});
    expect(look.rows[0]!.cells[0]!.length).toBeLessThan(400);
  });

  it('begins with the sheet that has most to read, unless another is asked for', async () => {
    const cover = [['Survey 2026'], ['Made by'], ['Somebody with a long name']];
    const answers = [
      ['nr', 'answer'],
      ...Array.from({ length: 9 }, (_, at) => [`${at}`, `It was answer ${at}`]),
    ];
    const book = file(Uint8Array.from(workbookOf(cover, answers, [['help']])), 'survey.xlsx');
    const look = await new FileService().look(book, {});
    expect(look).toMatchObject({
      sheets: ['Sheet1', 'Sheet2', 'Sheet3'],
      sheet: 'Sheet2',
      proposed: { sheet: 'Sheet2' },
      columns: ['nr', 'answer'],
      guess: { text: 1 },
    });
    expect(await new FileService().look(book, { sheet: 'Sheet1' })).toMatchObject({
      sheet: 'Sheet1',
      proposed: {},
    });
    const turned = file(Uint8Array.from(workbookOf(answers, cover)), 'survey.xlsx');
    const first = await new FileService().look(turned, {});
    expect(first).toMatchObject({ sheet: 'Sheet1', proposed: {} });
  });

  it('takes a first line that looks like a row for one, unless it is said to name the columns', async () => {
    const bare = file('Came late,bad\nCame on time,good\nBroken,bad\n');
    const look = await new FileService().look(bare, {});
    expect(look).toMatchObject({ columns: ['column 1', 'column 2'], proposed: { hasHeader: false } });
    expect(look.rows[0]).toEqual({ line: 1, cells: ['Came late', 'bad'] });
    const asked = await new FileService().look(bare, { hasHeader: true });
    expect(asked).toMatchObject({ columns: ['Came late', 'bad'], proposed: {} });
  });

  it('begins below titles, unless another line is said to name the columns', async () => {
    const service = new FileService();
    const csv = file(
      'Survey of all wards\n\nnr;answer;ward\n1;Came late, and cold;North\n2;Kind, and good;South\n',
    );
    const look = await service.look(csv, {});
    expect(look).toMatchObject({
      columns: ['nr', 'answer', 'ward'],
      delimiter: ';',
      proposed: { headerLine: 3, delimiter: ';' },
      faults: [],
      guess: { text: 1 },
    });
    expect(look.rows[0]).toEqual({ line: 4, cells: ['1', 'Came late, and cold', 'North'] });
    const asked = await service.look(csv, { headerLine: 4, delimiter: ';' });
    expect(asked).toMatchObject({ columns: ['1', 'Came late, and cold', 'North'], proposed: {} });
    await expect(service.look(csv, { headerLine: 9 })).rejects.toThrow('nothing in it from line 9 on');

    const sheet = [
      ['Survey of all wards', '', ''],
      ['made by somebody', '', ''],
      ['nr', 'answer', 'ward'],
      ['1', 'Came late', 'North'],
      ['2', 'Kind', 'South'],
    ];
    const book = file(Uint8Array.from(workbookOf(sheet)), 'survey.xlsx');
    const found = await service.look(book, {});
    expect(found).toMatchObject({ columns: ['nr', 'answer', 'ward'], proposed: { headerLine: 3 } });
    expect(found.rows[0]).toEqual({ line: 4, cells: ['1', 'Came late', 'North'] });
    expect((await service.look(book, { headerLine: 1 })).columns[0]).toBe('Survey of all wards');
    // As it was looked at, so it is read.
    const summary = await service.read(book, found.proposed, 1, () => undefined);
    expect([summary.columns, summary.counts.rows]).toEqual([['nr', 'answer', 'ward'], 2]);
  });

  it('is written with the semicolons that it came with', async () => {
    const { service } = await opened(file('text;n\nCame late;1,5\n'), 0);
    const written = await (
      await service.write('csv', { withTexts: true, withValues: false, scope: 'all' })
    ).content.text();
    // The mark in front is for spreadsheets, and none of the text.
    expect(written).toBe('text;n;line;class;problem\r\nCame late;1,5;2;;\r\n');
  });

  it.each([
    [
      'a picture',
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
      /is a picture\. Put the texts/,
    ],
    ['a PDF', '%PDF-1.7\n%âãÏÓ\n', /is a PDF\. Copy its texts/],
    ['a document', '{\\rtf1\\ansi Dear Sir', /RTF/],
    ['Feather', 'ARROW1\u0000\u0000abc', /Save it as Parquet or CSV/],
    ['a spreadsheet that is none', 'PK\u0003\u0004abc', /damaged/],
    ['Parquet that is none', 'PAR1\u0015abc', /Parquet file is damaged/],
    ['nothing', '', /nothing in it/],
  ])('refuses %s in clear words', async (_, content, message) => {
    await expect(new FileService().look(file(content), {})).rejects.toThrow(message);
  });
});

describe('a file that is read', () => {
  it('has all its rows, and says which have no text and why', async () => {
    const { service, summary } = await opened(file(csv), 1);
    expect(summary.counts).toMatchObject({ rows: 4, texts: 3, problems: 1 });
    expect(summary.problems).toEqual([{ line: 4, message: '1 field under a header of 3' }]);
    expect(service.rows(0, 9, [0, 2], null).map(({ text, cells }) => [text, ...cells])).toEqual([
      ['Came late, and broken', '1', 'bad'],
      ['Came on time', '2', 'good'],
      ['1 field under a header of 3', '', ''],
      ['Came late', '4', ''],
    ]);
  });

  it('gives the rows selected away to teach with: texts, labels, and what the model made of them', async () => {
    const { service } = await opened(file(csv), 1);
    service.setClasses({ classes: ['bad', 'good'], rule: null }, 2, '');
    await service.put([1], Float64Array.of(0.75, 0.25), []);
    const all = service.toTeach(9);
    expect(all.texts).toEqual(['Came late, and broken', 'Came on time', 'Came late']);
    expect([...all.labels]).toEqual([0, 1, -1]);
    expect([...all.probabilities]).toEqual([NaN, NaN, 0.75, 0.25, NaN, NaN]);
    expect(service.toTeach(2)).toMatchObject({ texts: all.texts.slice(0, 2), left: 1 });
    service.select({ ...allRows, contains: 'LATE' });
    expect(service.toTeach(9)).toMatchObject({ texts: ['Came late, and broken', 'Came late'], left: 0 });
  });

  it('tells the price of what it would be to explain its rows: equal texts once', async () => {
    const texts = ['good', 'very bad', 'good', 'good', '', 'very bad'];
    const { service } = await opened(
      file(`text,n\n${texts.map((text, at) => `${text},${at}`).join('\n')}\n`),
      0,
    );
    service.setClasses({ classes: ['bad', 'good'], rule: null }, null, '');
    const { words, characters, ...all } = service.wordCounts('all', null, 500);
    expect(all).toEqual({ rows: 5, texts: 2 });
    expect([[...words].sort(), [...characters].sort()]).toEqual([
      [1, 2],
      [4, 8],
    ]);
    expect(service.wordCounts('all', 1, 500)).toMatchObject({ rows: 1, texts: 1 });
    expect(service.wordCounts('all', 9, 1).words).toHaveLength(1);
    service.select({ ...allRows, contains: 'good' });
    expect(service.wordCounts('selected', null, 500)).toMatchObject({ rows: 3, texts: 1 });
  });

  it('is read in batches, filtered, held against its labels, and written', async () => {
    const { service } = await opened(file(csv), 1);
    service.setClasses({ classes: ['bad', 'good'], rule: null }, 2, '');
    const { rows, texts } = service.next(2, 1000);
    expect([rows, texts]).toEqual([
      [0, 1],
      ['Came late, and broken', 'Came on time'],
    ]);
    const progress = await service.put(rows, Float64Array.of(0.8, 0.2, 0.7, 0.3), []);
    expect(progress).toEqual({ done: 2, total: 3, bytesLeft: 'Came late'.length, notKept: null });
    expect(service.select({ ...allRows, classIndex: 0 })).toBe(2);
    expect(
      service.rows(1, 9, [], null).map(({ row, probabilities }) => [row, probabilities?.length]),
    ).toEqual([[1, 2]]);
    expect(service.scores()).toMatchObject({
      labelled: 2,
      refused: null,
      metrics: { rows: 2, accuracy: 0.5 },
    });
    service.setClasses({ classes: ['bad', 'good'], rule: null }, 2, 'good=bad, bad=bad');
    expect(service.scores()!.metrics!.accuracy).toBe(1);
    expect(service.counts().read).toBe(2);
    expect(() => service.setClasses({ classes: ['bad', 'good'], rule: null }, 2, 'nonsense')).toThrow(
      /is not LABEL=CLASS/,
    );
    const written = await (
      await service.write('csv', { withTexts: true, withValues: false, scope: 'all' })
    ).content.text();
    expect(Papa.parse(written.trimEnd()).data).toHaveLength(5);
  });

  it('ends at the most rows that are taken, and says so in its place', async () => {
    const { service, summary } = await opened(file('a\nb\nc\nd', 'rows.txt'), 0, {}, new FileService(3));
    expect(summary.counts).toMatchObject({ rows: 4, texts: 3 });
    expect(summary.problems).toEqual([
      { line: 4, message: 'the file has more than 3 rows; from here on it is not read' },
    ]);
    expect(service.rows(3, 1, [], null)[0]!.state).toBe('fault');
  });

  it('that inflates to more than is taken ends there, with what came before', async () => {
    const bomb = file(new Uint8Array(gzipSync(`text\nfirst\n${'0'.repeat(5_000_000)}`)), 'bomb.csv.gz');
    const table = await openSource(bomb, {}, () => undefined, 1_000_000);
    const events = [];
    for await (const event of table.records) events.push(event);
    expect(events[0]).toMatchObject({ kind: 'record', fields: ['first'] });
    expect(events.at(-1)).toMatchObject({ kind: 'fault', isFatal: true });
    expect((events.at(-1) as { message: string }).message).toMatch(/more than 1 MB/);
    expect(bomb.content.size).toBeLessThan(20_000);
  });

  it('is refused where a gzip within a gzip would inflate without a bound', async () => {
    const twice = file(new Uint8Array(gzipSync(gzipSync('text\na'))), 'rows.csv.gz');
    await expect(openSource(twice, {})).rejects.toThrow(/gzip within the gzip/);
  });

  it('tells how far it is', async () => {
    const rows = Array.from({ length: 300_000 }, (_, at) => `a text of some length, number ${at}`);
    const seen: number[] = [];
    await new FileService().read(file(rows.join('\n'), 'rows.txt'), {}, 0, (progress) => {
      expect(progress.bytes).toBeLessThanOrEqual(progress.totalBytes);
      seen.push(progress.rows);
    });
    expect(seen.length).toBeGreaterThan(0);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });
});
