import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { predict } from '../core/prediction/predict';
import { openModel } from '../runtime/node/open-model';
import { changedBert } from '../test/bert';
import { reportCommand, type ReportOptions } from './report';

const model = resolve(import.meta.dirname, '../test/fixtures/tiny-model');
const classes = ['negative', 'neutral', 'positive'];
const texts = [
  'The staff were kind and good',
  'Waiting again for an hour, waiting again',
  '=1+1 <img src=x onerror=alert(1)>',
  'It was neither good nor bad',
  'Kind people, thank you',
  'Waiting again, and nobody came',
];
const csv = [
  'comment,label,ward,day',
  ...texts.map(
    (text, at) =>
      `"${text}",${classes[at % 3]},${at % 2 === 0 ? 'A' : '<img src=x onerror=alert(1)>'},2026-0${1 + at}-11`,
  ),
  'one,field,too,many,here',
].join('\n');

const usual: ReportOptions = {
  model,
  report: undefined,
  'text-column': 'comment',
  'label-column': undefined,
  'group-column': undefined,
  'date-column': undefined,
  labels: undefined,
  sample: undefined,
  methods: undefined,
  delimiter: undefined,
  'header-line': undefined,
  encoding: undefined,
  'skip-bad': false,
  long: 'windows',
  seed: undefined,
  device: 'cpu',
  threads: 1,
};

describe('a report of a file', () => {
  let folder: string;
  let data: string;
  let out: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'explain-report-'));
    data = join(folder, 'survey.csv');
    out = join(folder, 'report.html');
    await writeFile(data, csv);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const report = async (options: Partial<ReportOptions>, file = data) => {
    await reportCommand({ ...usual, report: out, ...options }, file, new AbortController().signal);
    return readFile(out, 'utf8');
  };

  it('tells how all rows read, why, by group, over time and against the labels, without a script', async () => {
    const page = await report({ 'label-column': 'label', 'group-column': 'ward', 'date-column': 'day' });
    const { classifier, tokenizer, dispose } = await openModel(model, { threads: 1 }).then((opened) => ({
      ...opened,
      dispose: () => opened.dispose(),
    }));
    const maxTokens = classifier.windowTokens;
    const { probabilities } = await predict({ classifier, tokenizer }, texts, { long: 'windows', maxTokens });
    await dispose();
    const right = probabilities.filter((row, at) => row.indexOf(Math.max(...row)) === at % 3).length;

    expect(page).toContain(`<dt>Accuracy</dt><dd>${((100 * right) / texts.length).toFixed(1)} %`);
    expect(page).toContain('6 rows of 7 are read');
    expect(page).toContain('1 row without a text that could be read');
    expect(page).toContain('How they read, by ward');
    expect(page).toContain('How they read, by quarter');
    for (const name of classes) expect(page).toContain(`What drives “${name}”`);
    expect(page).toContain('all 6 rows, by Leave-one-out');
    expect(page).toContain('What it is worth');
    expect(page).not.toMatch(/<script|<img|https?:\/\/(?!www\.w3\.org)/);
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  it('is of a sample where one is asked for, by the method that is asked for, and says so', async () => {
    const page = await report({ sample: 4, methods: 'leverage-shap', seed: 1 });
    expect(page).toMatch(/4 of 6 rows, drawn at random[^<]*, by Leverage SHAP/);
    expect(page).toContain('Rare words may not be among them');
    expect(page).not.toContain('Against the labels');
  });

  it('finds the texts where nobody says where they are, as the page does', async () => {
    const page = await report({ 'text-column': undefined, sample: 1 });
    expect(page).toContain('survey.csv, texts in “comment”');
  });

  it('is of every label that holds, where a model says of each whether it does', async () => {
    const { folder: bert, remove } = await changedBert({ problem_type: 'multi_label_classification' });
    try {
      const config = await readFile(join(bert, 'config.json'), 'utf8');
      const [first, second] = Object.values(
        (JSON.parse(config) as { id2label: Record<string, string> }).id2label,
      );
      const lists = join(folder, 'lists.csv');
      const given = [`${first}; ${second}`, '[]', first];
      await writeFile(
        lists,
        ['comment,labels', ...texts.map((text, at) => `"${text}",${given[at % 3]}`)].join('\n'),
      );
      const page = await report({ model: bert, 'label-column': 'labels', sample: 2 }, lists);
      expect(page).toMatch(/6 rows of 6 are read: [^<]* none of them[^<]* A row may have several labels/);
      expect(page).toMatch(/<dt>All labels of a row right<\/dt><dd>[\d.]+ % \([\d.]+ % to [\d.]+ %\)<\/dd>/);
      expect(page).toContain('<dt>Micro F1</dt>');
      expect(page).toContain('<th scope="col">Label</th>');
      expect(page).toMatch(/are read with all their labels right/);
      expect(page).toMatch(/(?:Holds: |None holds, nearest is )[^<]* · coloured for “/);
    } finally {
      await remove();
    }
  });

  it('is refused before any work, in a sentence that says what to do', async () => {
    const refused = (options: Partial<ReportOptions>, file?: string) =>
      report(options, file).then(
        () => 'it was written',
        (error: Error) => error.message,
      );
    expect(await refused({ 'text-column': 'answer' })).toMatch(
      /there is no column "answer" among "comment", "label", "ward", "day"\. Say with --text-column where/,
    );
    expect(await refused({ 'group-column': 'shop' })).toBe(
      '--group-column: there is no column "shop" among "comment", "label", "ward", "day".',
    );
    expect(await refused({ methods: 'lime,saliency' })).toBe('--report takes one of --methods.');
    expect(await refused({ json: true })).toBe('--json does not go with --report.');
    expect(await refused({ 'one-run': true })).toBe('--one-run does not go with --report.');
    expect(await refused({ report: '-' })).toBe('--report takes the name of a file.');
    expect(await refused({}, join(folder, 'nothing.csv'))).toMatch(/nothing\.csv/);
  });
});
