import type { FileReport } from '../insight/file-report';
import { percent } from '../prediction/percent';
import { ruleInWords, sharesInWords } from '../prediction/verdict';
import { visibleText } from '../text/visible';
import { visibleMarkup } from './coloured-markup';
import { driversSection } from './file-page/drivers';
import { exampleOf, examplesSection } from './file-page/examples';
import { labelsSection } from './file-page/labels';
import { labelSetsSection } from './file-page/label-sets';
import { exact } from './file-page/parts';
import { sharesSection } from './file-page/shares';
import { styleSheet } from './file-page/style';
import { htmlDocument, markup } from './html';
import { otherLanguagesText } from './other-languages-text';
import { extentInWords, rowsText } from './notes';
import { dateText } from './reading';
import { grouped } from '../text/count';

/** A report, and how it was made. */
export interface FileReportPage {
  readonly report: FileReport;
  /** Name of the file. */
  readonly file: string;
  readonly classes: readonly string[];
  readonly model: { readonly name: string; readonly version: string | null };
  /** The card of the model, Markdown without its metadata; null where it cannot be had. */
  readonly card: string | null;
  /** How rows were explained, in words; null where none was. */
  readonly method: string | null;
  /** How long texts were read. */
  readonly longText: 'windows' | 'truncate';
  /** What narrowed the rows, in words; empty: nothing. */
  readonly filters: string;
  /** When it was made, ISO 8601. */
  readonly date: string;
}

/**
 * A file of texts as one HTML page that stands alone: how the rows read, by group and over time, which words drive each
 * class, rows with their words coloured, figures against labels, how it was made and what it is worth. No scripts; light or
 * dark as the reader has it.
 */
export function fileReportPage(page: FileReportPage): string {
  const { report, file } = page;
  const classes = page.classes.map(visibleText);
  const examples = report.examples.map((example) => exampleOf(example, report.rule));
  const languages = otherLanguagesText(report.counts);
  const marks = examples.flatMap(({ marks: own }) => own);
  return htmlDocument({
    language: 'en',
    title: `${visibleText(file)} · albert-lens`,
    style: styleSheet(marks),
    body: markup`<main>
<header>
<h1>${visibleMarkup(file)}</h1>
<p class="lead">${leadOf(report, classes)}</p>
${languages !== '' && markup`<p>${languages}</p>`}
${page.filters !== '' && markup`<p>Only the ${rowsText(report.counts.rows)} of ${grouped(report.whole.rows)} that filters left: ${visibleText(page.filters)}.</p>`}
</header>
${sharesSection(report, classes)}
${report.drivers.map((drivers) => driversSection(drivers, report, classes, page.filters !== ''))}
${examples.length > 0 && examplesSection(examples, classes, report.rule)}
${report.labels && labelsSection(report.labels, classes, page.filters !== '')}
${report.labelSets && labelSetsSection(report.labelSets, classes, page.filters !== '')}
<h2>How it was made</h2>
<dl>${facts(page, classes).map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
<h2>What it is worth</h2>
<ul>${worth(page).map((sentence) => markup`<li>${sentence}</li>`)}</ul>
${page.card !== null && markup`<details><summary>The card of the model: where it was measured, how well it did, its limits</summary><pre>${page.card}</pre></details>`}
</main>`,
  });
}

function leadOf({ counts, rule }: FileReport, classes: readonly string[]): string {
  if (counts.read === 0) return `None of ${rowsText(counts.rows)} is read.`;
  const percents = sharesInWords(
    counts.perClass.map((rows) => rows / counts.read),
    rule,
  );
  const shares = classes.map((name, k) => `${percents[k]!} ${name}`);
  if (rule === 'each') shares.push(`${percent(counts.none / counts.read)} none of them`);
  const unsure =
    counts.unsure > 0
      ? `; ${rowsText(counts.unsure)} ${rule === 'each' ? 'have a label near 50 %' : 'could be more than one of them'}`
      : '';
  return `${rowsText(counts.read)} of ${grouped(counts.rows)} are read: ${shares.join(', ')}${unsure}.${rule === 'each' ? ' A row may have several labels: each holds from 50 %.' : ''}`;
}

function facts(
  { report, file, model, method, longText, date }: FileReportPage,
  classes: readonly string[],
): [string, string][] {
  const { explained } = report;
  return [
    ['File', `${visibleText(file)}, texts in “${visibleText(report.textColumn)}”`],
    [
      'Model',
      `${visibleText(model.name)}${model.version === null ? '' : `, version ${model.version.slice(0, 12)}`}`,
    ],
    [report.rule === 'each' ? 'Labels, each of which holds or not' : 'Classes', classes.join(', ')],
    ['What a row could be', ruleInWords(report.rule)],
    [
      'Long texts',
      longText === 'windows'
        ? 'read in overlapping windows, their answers averaged'
        : 'their beginning is read',
    ],
    ...(method === null || explained === null
      ? []
      : ([
          [
            'Explained',
            `${extentInWords(explained, report.whole.texts)}, by ${method}; values in percentage points of each class`,
          ],
        ] as [string, string][])),
    ['Made', dateText(date)],
  ];
}

/** What a reader should know before believing any of it. */
function worth({ report, method, model, card }: FileReportPage): string[] {
  const { labels, labelSets, explained } = report;
  const measured = labels?.report?.metrics;
  const measuredSets = labelSets?.report?.metrics;
  return [
    measuredSets
      ? `On the ${rowsText(measuredSets.rows)} of this file that have labels, ${exact(measuredSets.exactMatch)} are read with all their labels right. Labels can be wrong too.`
      : measured
        ? `On the ${rowsText(measured.rows)} of this file that have a label, ${exact(measured.accuracy)} are read as they are labelled. Labels can be wrong too.`
        : 'No labels of this file say how often the model is right on it. On texts of another kind than it was measured on it does worse.',
    card === null
      ? `Where the model was measured, how well it did and what its limits are, its card says: README.md in the folder of ${visibleText(model.name)}.`
      : 'Where the model was measured, how well it did and what its limits are, its card says, below.',
    'Shares are of what the model reads, not of what is meant: its mistakes are in them, and need not cancel out. The intervals tell of chance alone.',
    ...(method === null
      ? []
      : [
          'What drives a class tells what moves this model. It does not tell what is true, what the writer meant, or what causes what.',
          'Values of one word at a time miss what words do together; the value of a phrase is the sum of its words’. Another method can give other values.',
          'Lists of the strongest words are picked from many: the least of them, and those of few rows, are where chance shows most.',
        ]),
    ...(explained && explained.counted < explained.from
      ? ['Reasons are of rows drawn at random. Rare words may not be among them.']
      : []),
    'Decide nothing about a person by it.',
  ];
}
