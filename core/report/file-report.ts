import type { Driver, Drivers } from '../insight/drivers';
import type { FileReport, ReportExample } from '../insight/file-report';
import type { ClassShares } from '../insight/groups';
import type { LabelReport, Slice } from '../insight/label-report';
import { percent, verdictInWords, verdictOf } from '../prediction/verdict';
import { visibleText } from '../text/visible';
import { colouredLayout, colouredPrint, colouredText, markRules, visibleMarkup } from './coloured-markup';
import { htmlDocument, markup, type Html } from './html';
import { driversNote, extentInWords, rowsText } from './notes';
import { driversPlot } from './plots/drivers-plot';
import { shortened, type Plot } from './plots/frame';
import { confusionPlot, reliabilityPlot } from './plots/label-plots';
import { sharesPlot } from './plots/shares-plot';
import { timesPlot } from './plots/times-plot';
import { dateText } from './reading';
import { markOf, pointsText, scaleLabels, type Mark, type Scheme } from './scale';

/** A report, and how it was made. */
export interface FileReportPage {
  readonly report: FileReport;
  /** Name of the file. */
  readonly file: string;
  readonly classes: readonly string[];
  readonly model: { readonly name: string; readonly version: string | null };
  /** How rows were explained, in words; null where none was. */
  readonly method: string | null;
  /** How long texts were read. */
  readonly longText: 'windows' | 'truncate';
  /** What narrowed the rows, in words; empty: nothing. */
  readonly filters: string;
  /** When it was made, ISO 8601. */
  readonly date: string;
}

/** Characters of an example that are shown. */
const exampleCharacters = 600;
/** Characters of a group's name that are shown. */
const longestName = 60;

/**
 * A file of texts as one HTML page that stands alone: how the rows read, by group and over time, which words drive each
 * class, rows with their words coloured, figures against labels, how it was made and what it is worth. No scripts; light or
 * dark as the reader has it.
 */
export function fileReportPage(page: FileReportPage): string {
  const { report, file } = page;
  const classes = page.classes.map(visibleText);
  const examples = report.examples.map((example) => exampleOf(example));
  const marks = examples.flatMap(({ marks: own }) => own);
  return htmlDocument({
    language: 'en',
    title: `${visibleText(file)} · albert-lens`,
    style: styleSheet(marks),
    body: markup`<main>
<header>
<h1>${visibleMarkup(file)}</h1>
<p class="lead">${leadOf(report, classes)}</p>
${page.filters !== '' && markup`<p>Only rows that filters left: ${visibleText(page.filters)}.</p>`}
</header>
${sharesSection(report, classes)}
${report.drivers.map((drivers) => driversSection(drivers, report, classes, page.filters !== ''))}
${examples.length > 0 && examplesSection(examples, classes)}
${report.labels && labelsSection(report.labels, classes)}
<h2>How it was made</h2>
<dl>${facts(page, classes).map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
<h2>What it is worth</h2>
<ul>${worth(page).map((sentence) => markup`<li>${sentence}</li>`)}</ul>
</main>`,
  });
}

function leadOf({ counts }: FileReport, classes: readonly string[]): string {
  if (counts.read === 0) return `None of ${rowsText(counts.rows)} is read.`;
  const shares = classes.map((name, k) => `${percent(counts.perClass[k]! / counts.read)} ${name}`);
  const unsure = counts.unsure > 0 ? `; in ${rowsText(counts.unsure)} more than one may be meant` : '';
  return `${rowsText(counts.read)} of ${counts.rows.toLocaleString('en')} are read: ${shares.join(', ')}${unsure}.`;
}

/** A plot for either ground: the style sheet shows one. */
function both(draw: (scheme: Scheme) => Plot): Html {
  return markup`<figure class="on-light">${draw('light').html}</figure><figure class="on-dark">${draw('dark').html}</figure>`;
}

function sharesSection({ groups, times, counts, rows }: FileReport, classes: readonly string[]): Html {
  const all: ClassShares | null = groups?.all ?? null;
  const parts: Html[] = [];
  if (groups && all) {
    const bars = [
      { name: 'All', shares: all },
      ...groups.groups.map((group) => ({ name: group.value, shares: group })),
    ];
    const text = {
      title: `How they read, by ${visibleText(groups.name)}`,
      note: `Shares of ${rowsText(all.rows)}; whiskers: 95 % Wilson intervals.`,
    };
    parts.push(markup`<h2>${text.title}</h2>${both((scheme) => sharesPlot(bars, classes, text, scheme))}`);
    if (groups.others.values > 0) {
      parts.push(
        markup`<p class="note">${groups.others.values.toLocaleString('en')} other values, of ${rowsText(groups.others.rows)}, are not drawn.</p>`,
      );
    }
    if (groups.apart.length > 0) {
      const items = groups.apart.map(
        ({ value, words }) =>
          markup`<dt>${shortened(value, longestName)}</dt><dd>${words.map(({ phrase, share, otherShare }, at) => markup`${at > 0 && '; '}<em><bdi>${visibleText(phrase)}</bdi></em> ${percent(share)}, elsewhere ${percent(otherShare)}`)}</dd>`,
      );
      parts.push(
        markup`<h3>Words that set a group apart</h3><p class="note">Shares of rows that have them; three standard errors apart or more (log odds with a prior).</p><dl>${items}</dl>`,
      );
    }
  }
  if (times && times.points.length > 0) {
    const dated = times.points.reduce((sum, point) => sum + point.rows, 0);
    const text = {
      title: `How they read, by ${times.unit}`,
      note: `Shares of ${rowsText(dated)} with a date; bands: 95 % Wilson intervals.`,
    };
    parts.push(markup`<h2>${text.title}</h2>${both((scheme) => timesPlot(times, classes, text, scheme))}`);
    if (times.undated > 0)
      parts.push(markup`<p class="note">${rowsText(times.undated)} have no date that could be read.</p>`);
  }
  const left =
    counts.problems > 0 &&
    markup`<p class="note">${rowsText(counts.problems)} without a text that could be read are left out of all figures.</p>`;
  return markup`${parts}${rows > 0 && left}`;
}

function driversSection(
  drivers: Drivers,
  report: FileReport,
  classes: readonly string[],
  isFiltered: boolean,
): Html {
  const className = classes[drivers.classIndex]!;
  const note = driversNote(drivers, report.explained, isFiltered);
  const title = `What drives “${className}”`;
  const { raises, lowers } = drivers;
  if (raises.length + lowers.length === 0) {
    return markup`<h2>${title}</h2><p class="note">No word whose interval leaves out 0. ${note}</p>`;
  }
  return markup`<h2>${title}</h2><p class="note">${note}</p>
${both((scheme) => driversPlot(drivers, { title, note }, scheme))}
<details><summary>The same as a table</summary>${driversTable([...raises, ...lowers])}</details>`;
}

function driversTable(drivers: readonly Driver[]): Html {
  const rows = drivers.map(
    ({ phrase, mean, rows: count, share }) =>
      markup`<tr><th scope="row"><bdi>${visibleText(phrase)}</bdi></th><td class="number">${pointsText(100 * mean.estimate, 1)}</td><td class="number">${pointsText(100 * mean.low, 1)} to ${pointsText(100 * mean.high, 1)}</td><td class="number">${count.toLocaleString('en')}</td><td class="number">${percent(share)}</td></tr>
`,
  );
  return markup`<table><thead><tr><th scope="col">Word or phrase</th><th scope="col" class="number">Points</th><th scope="col" class="number">95 % interval</th><th scope="col" class="number">Rows</th><th scope="col" class="number">Share</th></tr></thead><tbody>
${rows}</tbody></table>`;
}

interface DrawnExample extends ReportExample {
  readonly classIndex: number;
  readonly marks: readonly Mark[];
}

function exampleOf(example: ReportExample): DrawnExample {
  const { classIndex } = verdictOf(example.probabilities, null);
  const { values, clear, spans } = example.reasons;
  const shown = spans.filter(({ end }) => end <= exampleCharacters);
  return {
    ...example,
    text:
      example.text.length > exampleCharacters ? `${example.text.slice(0, exampleCharacters)}…` : example.text,
    reasons: { ...example.reasons, spans: shown },
    classIndex,
    marks: shown.map((_, word) => markOf(values[classIndex]![word]!, clear[classIndex]![word]!)),
  };
}

function examplesSection(examples: readonly DrawnExample[], classes: readonly string[]): Html {
  const labels = scaleLabels(
    'the class read',
    examples.flatMap(({ marks }) => marks),
  );
  const items = examples.map(
    ({ line, text, probabilities, reasons, marks }) =>
      markup`<li><blockquote class="text" dir="auto">${colouredText(text, reasons.spans, marks)}</blockquote><p class="note">${verdictInWords(verdictOf(probabilities, null), probabilities, classes)} · line ${line.toLocaleString('en')}</p></li>
`,
  );
  return markup`<h2>Rows, and the words that moved them</h2>
<p class="note">Of each class those that read as it most clearly among the rows explained, then rows in doubt. They are no random choice.</p>
<p class="note ends"><span>${labels.low}</span><i class="scale"></i><span>${labels.high}</span></p>
<ol class="examples">${items}</ol>`;
}

function labelsSection(
  { report, labelled, refused }: NonNullable<FileReport['labels']>,
  classes: readonly string[],
): Html {
  const unread =
    refused &&
    markup`<p class="note">The labels of ${rowsText(refused.count)} name no class, first in line ${refused.line}: ${visibleText(refused.message)}.</p>`;
  if (!report)
    return markup`<h2>Against the labels</h2><p class="note">No row with a label is read.</p>${unread}`;
  const { metrics, accuracy, macroRecall, macroF1 } = report;
  const figure = (name: string, { estimate, low, high }: LabelReport['accuracy']): Html =>
    markup`<dt>${name}</dt><dd>${exact(estimate)} (${exact(low)} to ${exact(high)})</dd>`;
  const counted = {
    rowTitle: 'labelled',
    columnTitle: 'read as',
    rowNames: classes,
    columnNames: classes,
    counts: metrics.confusion,
  };
  const confusionText = {
    title: 'Labelled, and read as',
    note: `Of ${rowsText(metrics.rows)} with a label that are read.`,
  };
  const reliabilityText = {
    title: 'How sure it is, and how often right',
    note: `Of ${rowsText(metrics.rows)}; expected calibration error ${exact(metrics.calibrationError)}; whiskers: 95 % Wilson intervals.`,
  };
  return markup`<h2>Against the labels</h2>
<p class="note">Of ${rowsText(labelled)} whose label names a class, ${metrics.rows.toLocaleString('en')} are read. Intervals of 95 %: Wilson for accuracy, bootstrap over rows for the others.</p>
${unread}
<dl>${figure('Accuracy', accuracy)}${figure('Macro recall', macroRecall)}${figure('Macro F1', macroF1)}<dt>Calibration error (ECE)</dt><dd>${exact(metrics.calibrationError)}</dd></dl>
${classTable(metrics.perClass, classes)}
${both((scheme) => confusionPlot(counted, confusionText, scheme))}
${both((scheme) => reliabilityPlot(report.reliability, reliabilityText, scheme))}
${slicesTable('By length', report.byLength)}
${report.byGroup.length > 0 && slicesTable('By group', report.byGroup)}`;
}

function classTable(perClass: LabelReport['metrics']['perClass'], classes: readonly string[]): Html {
  const cell = (value: number | null): string => (value === null ? '–' : exact(value));
  const rows = perClass.map(
    ({ precision, recall, f1, support }, k) =>
      markup`<tr><th scope="row">${classes[k]!}</th><td class="number">${cell(precision)}</td><td class="number">${cell(recall)}</td><td class="number">${cell(f1)}</td><td class="number">${support.toLocaleString('en')}</td></tr>
`,
  );
  return markup`<table><thead><tr><th scope="col">Class</th><th scope="col" class="number">Precision</th><th scope="col" class="number">Recall</th><th scope="col" class="number">F1</th><th scope="col" class="number">Rows</th></tr></thead><tbody>
${rows}</tbody></table>`;
}

function slicesTable(title: string, slices: readonly Slice[]): Html {
  const rows = slices.map(
    ({ name, rows: count, accuracy }) =>
      markup`<tr><th scope="row"><bdi>${shortened(name, longestName)}</bdi></th><td class="number">${exact(accuracy.estimate)}</td><td class="number">${exact(accuracy.low)} to ${exact(accuracy.high)}</td><td class="number">${count.toLocaleString('en')}</td></tr>
`,
  );
  return markup`<table><caption>${title}: how often rows are read as they are labelled</caption><thead><tr><th scope="col">Rows of</th><th scope="col" class="number">Accuracy</th><th scope="col" class="number">95 % interval</th><th scope="col" class="number">Rows</th></tr></thead><tbody>
${rows}</tbody></table>`;
}

/** A share with one decimal: figures of many rows have it. */
function exact(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
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
    ['Classes', classes.join(', ')],
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
            `${extentInWords(explained)}, by ${method}; values in percentage points of each class`,
          ],
        ] as [string, string][])),
    ['Made', dateText(date)],
  ];
}

/** What a reader should know before believing any of it. */
function worth({ report, method, model }: FileReportPage): string[] {
  const { labels, explained } = report;
  const measured = labels?.report?.metrics;
  return [
    measured
      ? `On the ${rowsText(measured.rows)} of this file that have a label, ${exact(measured.accuracy)} are read as they are labelled. Labels can be wrong too.`
      : `No labels of this file say how often the model is right on it. Where it was measured, and how well it did, the model card says: README.md in the folder of ${visibleText(model.name)}. On texts of another kind it does worse.`,
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

function styleSheet(marks: readonly Mark[]): string {
  const { light, dark, lines } = markRules(marks);
  return [
    layout,
    colouredLayout,
    light,
    ...lines,
    `@media (prefers-color-scheme:dark){\n${dark}\n.on-light{display:none}\n.on-dark{display:block}\n}`,
    `@media print{\n${light}\n.on-light{display:block}\n.on-dark{display:none}\n${print}\n${colouredPrint}\n}`,
    '@page{margin:18mm}',
  ].join('\n');
}

const layout = `*{box-sizing:border-box}
html{color-scheme:light dark;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;-webkit-text-size-adjust:100%}
body{margin:0}
main{max-width:780px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:30px;line-height:1.2;letter-spacing:-.02em;margin:0 0 12px;overflow-wrap:anywhere}
h2{font-size:20px;line-height:1.3;margin:44px 0 8px}
h3{font-size:16px;margin:24px 0 4px}
p{margin:0 0 8px}
.lead{font-size:19px}
.note,caption{color:var(--grey);font-size:14px;text-align:left}
figure{margin:8px 0}
figure svg{display:block;max-width:100%;height:auto}
.on-dark{display:none}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;margin:12px 0}
th,td{border-bottom:1px solid var(--line);padding:4px 12px 4px 0;text-align:left;vertical-align:top;font-weight:inherit;overflow-wrap:anywhere}
thead th{color:var(--grey);font-size:14px;overflow-wrap:normal}
.number{text-align:right}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:8px 0}
dt{color:var(--grey);max-width:14em;overflow-wrap:anywhere}
dd{margin:0;overflow-wrap:anywhere}
blockquote{margin:0}
.examples{padding-left:1.4em}
.text{font:19px/1.8 Georgia,"Times New Roman",serif;white-space:pre-wrap;overflow-wrap:anywhere;color:var(--grey)}
.ends{display:flex;flex-wrap:wrap;align-items:center;gap:4px 12px}
em{font-family:Georgia,"Times New Roman",serif}
summary{cursor:pointer}
@media (max-width:520px){main{padding:24px 16px 48px}dl{grid-template-columns:1fr}dd{margin-bottom:8px}th,td{padding-right:8px}}`;

/** Ink on paper, whatever the screen has; nothing split over two sheets that fits on one. */
const print = `html{background:none}
main{max-width:none;padding:0}
h1,h2,h3{break-after:avoid}
figure,li,tr{break-inside:avoid}`;
