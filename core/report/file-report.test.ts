import { describe, expect, it } from 'vitest';
import { fileReport, type ReportedFile } from '../insight/file-report';
import { labelReader } from '../rows/labels';
import type { AnswerRule } from '../prediction/verdict';
import { tableLabels } from '../table/labels';
import { Readings } from '../table/readings';
import { Reasons } from '../table/reasons';
import { packReasons } from '../table/row-reasons';
import { reasonsOf, tableOf } from '../table/testing';
import { fileReportPage, type FileReportPage } from './file-report';
import { hostileTexts } from './testing';

const classes = ['negative', 'positive'];

/** Every text that has "good" reads as positive, because of it. */
async function setUp(
  texts: readonly string[],
  explained: number | null = null,
  rule: AnswerRule = null,
): Promise<ReportedFile> {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const lines = texts.map(
    (text, at) =>
      `${quoted(text)},${at % 2 === 0 ? 'North' : 'South'},2026-01-${String(1 + (at % 9)).padStart(2, '0')},positive`,
  );
  const table = await tableOf(`text,region,date,label\n${lines.join('\n')}\na,b,c,d,e\n`, { format: 'csv' });
  const readings = new Readings(table, 2, rule);
  const reasons = new Reasons(table, readings);
  reasons.draw(
    Uint32Array.from({ length: table.length }, (_, row) => row),
    { most: explained, seed: 0 },
  );
  for (let row = 0; row < table.length; row++) {
    if (table.state(row) !== 'text') continue;
    const text = table.text(row);
    readings.set(row, text.includes('good') ? [0.1, 0.9] : [0.7, 0.3]);
  }
  for (;;) {
    const { rows, texts: asked } = reasons.next(9, Infinity);
    if (rows.length === 0) break;
    rows.forEach((row, at) => {
      const words = asked[at]!.match(/[a-z]+|\S/g) ?? [];
      const values = words.map((word) => (word === 'good' ? 0.5 : word === 'bad' ? -0.3 : 0));
      reasons.set(row, packReasons(reasonsOf(asked[at]!, [values.map((value) => -value), values])));
    });
  }
  return {
    table,
    readings,
    reasons,
    labels: tableLabels(table, 3, labelReader(classes)),
    labelSets: null,
    rows: Uint32Array.from({ length: table.length }, (_, row) => row),
    groupColumn: 1,
    dateColumn: 2,
    timeUnit: null,
  };
}

const page = (report: FileReportPage['report'], changes: Partial<FileReportPage> = {}): string =>
  fileReportPage({
    report,
    file: 'survey.csv',
    classes,
    model: { name: 'sentiment', version: '0123456789abcdef' },
    card: null,
    method: 'Leave-one-out',
    longText: 'windows',
    filters: '',
    date: '2026-11-26T12:00:00Z',
    ...changes,
  });

const texts = Array.from({ length: 20 }, (_, at) => `a ${at % 3 === 0 ? 'bad' : 'good'} answer ${at}`);

describe('a report of a file', () => {
  it('has figures, plots, words, examples, model and settings, and what it is worth', async () => {
    const report = fileReport(await setUp(texts));
    const html = page(report);
    for (const part of [
      '20 rows of 21 are read: 35 % negative, 65 % positive.',
      'How they read, by region',
      'How they read, by week',
      'What drives “positive”',
      'Of all 20 rows',
      'Against the labels',
      '65.0 % (43.3 % to 81.9 %)',
      'sentiment, version 0123456789ab',
      'all 20 rows, by Leave-one-out',
      'What it is worth',
      'Decide nothing about a person by it.',
      '1 row without a text that could be read',
    ]) {
      expect(html).toContain(part);
    }
    expect(report.drivers[1]!.raises.map(({ phrase }) => phrase)).toEqual(['good']);
    expect(report.examples.map(({ probabilities }) => probabilities[1]! > 0.5)).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
    ]);
    expect(html.match(/class="word raises raises-40"/g)!.length).toBeGreaterThan(0);
  });

  it('says which share of the rows is in a language that the model has not learnt', async () => {
    const file = await setUp(texts);
    file.readings.set(3, [0.1, 0.9], 'es');
    expect(page(fileReport(file))).toContain(
      '5 % of the rows that are read (1 of 20) look like Spanish. The model has not learnt this language: do not trust its answers there.',
    );
    expect(page(fileReport(await setUp(texts)))).not.toContain('language');
  });

  it('says what rows could be by the rule of the model, of all and of each example', async () => {
    const sets = page(fileReport(await setUp(texts, null, { threshold: 0.25 })));
    expect(sets).toContain('; 7 rows could be more than one of them.');
    expect(sets).toContain('Could be negative or positive, 70 % and 30 %');
    expect(sets).toContain(
      'the most probable class, and each other that has 25 % or more, as the model states it',
    );
    const margin = page(fileReport(await setUp(texts)));
    expect(margin).not.toContain('could be more than one of them');
    expect(margin).toContain('Leans negative, 70 %, not sure');
    expect(margin).toContain('and each other that comes within 15 points of that');
  });

  it('has the card of the model, or says where it is', async () => {
    const report = fileReport(await setUp(texts));
    expect(page(report)).toContain('its card says: README.md in the folder of sentiment.');
    const html = page(report, { card: '# Limits\n\nNo <b>irony</b>.' });
    expect(html).toContain('its card says, below.');
    expect(html).toContain('<pre># Limits\n\nNo &lt;b&gt;irony&lt;/b&gt;.</pre>');
  });

  it('says that it is of a sample', async () => {
    const html = page(fileReport(await setUp(texts, 8)));
    expect(html).toContain('8 of 20 rows, drawn at random');
    expect(html).toContain('Reasons are of rows drawn at random.');
  });

  it('is of the rows that filters left, but for the figures against labels, and says so', async () => {
    const file = await setUp(texts);
    const html = page(fileReport({ ...file, rows: Uint32Array.of(0, 1, 2, 20) }), {
      filters: 'read as <b>',
    });
    expect(html).toContain('Only the 4 rows of 21 that filters left: read as &lt;b&gt;.');
    expect(html).toContain('3 rows of 4 are read: 33 % negative, 67 % positive.');
    expect(html).toContain('Of 3 rows that the filters leave and that are explained');
    expect(html).toContain('20 are read. In the whole file: filters do not narrow these figures.');
  });

  it('says of which rows reasons are where only those that filters had left are explained', async () => {
    const file = await setUp(texts);
    const reasons = file.reasons!;
    reasons.draw(Uint32Array.of(0, 1, 2), { most: null, seed: 0 });
    expect(page(fileReport(file))).toContain('Of all 3 rows that filters left: mean points');
  });

  it('does without labels, groups, dates and reasons', async () => {
    const bare = {
      ...(await setUp(texts)),
      labels: null,
      labelSets: null,
      reasons: null,
      groupColumn: null,
      dateColumn: null,
      timeUnit: null,
    };
    const html = page(fileReport(bare), { method: null });
    expect(html).toContain('No labels of this file say how often the model is right on it.');
    for (const part of ['Against the labels', 'What drives', 'by week', '<svg'])
      expect(html).not.toContain(part);
  });

  it('runs nothing and breaks nowhere, whatever texts, groups and names hold', async () => {
    const hostile = await setUp([...hostileTexts, 'good '.repeat(2000)]);
    const file = { ...hostile, groupColumn: 0 };
    const html = page(fileReport(file), {
      file: '<img src=x onerror=alert(1)>.csv',
      classes: ['<b>', 'x"y'],
    });
    expect(html).not.toMatch(/<script|<img|<b>/i);
    expect(html.match(/<style>/g)).toHaveLength(1);
    expect(html).toContain('default-src &#39;none&#39;');
    expect([...html].filter((character) => character < '\t' || character === '\u202E')).toEqual([]);
    expect(html.length).toBeLessThan(200_000);
  });
});
