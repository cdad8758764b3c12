import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Analysis } from '../core/analysis/analysis';
import { reasonsTitle, usualDraw, usualReasons } from '../core/analysis/text-reasons';
import { givesValues, type ValueMethodName } from '../core/attribution/methods/all';
import { sharedFields } from '../core/attribution/requests';
import { fileReport } from '../core/insight/file-report';
import { predict } from '../core/prediction/predict';
import { answerRule } from '../core/prediction/verdict';
import { fileReportPage } from '../core/report/file-report';
import { readCard } from '../core/report/model-card';
import { labelReader } from '../core/rows/labels';
import { isJson } from '../core/rows/table';
import { RowsError, type TableEvent } from '../core/rows/types';
import { FileTable } from '../core/table/file-table';
import { guessColumns } from '../core/table/guess-columns';
import { tableLabelSets } from '../core/table/label-sets';
import { tableLabels } from '../core/table/labels';
import { Readings } from '../core/table/readings';
import { Reasons } from '../core/table/reasons';
import { packReasons } from '../core/table/row-reasons';
import { otherLanguages } from '../core/text/language-note';
import type { LongText } from '../core/text/windows';
import { requireWritableFile, standardOutput, writeText } from '../cli/output';
import { number, text, UsageError, type Values } from '../cli/options';
import { ProgressLine } from '../cli/progress-line';
import { ofTotal } from '../core/text/count';
import { advice, labelledRowOptions, rowSettingsOf, type textRowOptions } from '../cli/row-options';
import { fileTitle } from '../finetune/data/file-bytes';
import { openRows, type RowSettings } from '../finetune/data/read-rows';
import { shippedModel } from '../finetune/shipped-model';
import { openModel, type OpenModel } from '../runtime/node/open-model';
import type { Device } from '../runtime/node/session';
import { readBackground } from './background';
import { kebab, methodsOption } from './methods-option';
import { modelIdentity } from './model-identity';

/** Options of `npm run explain` that only a report takes. */
export const reportOptions = {
  report: text('FILE', 'with texts of a file: write one HTML page about all of them here'),
  'label-column': text('NAME', 'with --report: column or field of labels to hold the texts against'),
  labels: labelledRowOptions.labels,
  'group-column': text('NAME', 'with --report: column or field to group the texts by'),
  'date-column': text('NAME', 'with --report: column or field of dates'),
  sample: number('N', 'with --report: texts that are explained, drawn at random (2000 of more than 3000)', {
    min: 1,
    whole: true,
  }),
};

/** The options of the command, as far as a report takes them; all others, too, to see that none is given. */
export type ReportOptions = Values<typeof textRowOptions & typeof reportOptions> & {
  readonly model: string | undefined;
  readonly methods: string | undefined;
  readonly long: LongText;
  readonly seed: number | undefined;
  readonly device: Device;
  readonly threads: number | undefined;
} & Readonly<Record<string, unknown>>;

/** Texts read at once. */
const batchTexts = 1024;
/** Rows of JSON that are looked at for the names of their fields. */
const lookedAt = 200;

/**
 * `npm run explain -- --data FILE --report report.html`: reads all texts of a file, explains all or some drawn at random,
 * and writes the page that the file view writes.
 * @throws UsageError when another option does not go with it
 */
export async function reportCommand(
  options: ReportOptions,
  data: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { report: out } = options;
  if (out === undefined || out === standardOutput) throw new UsageError('--report takes the name of a file.');
  if (data === undefined) throw new UsageError('--report goes with texts of a file.');
  for (const name of ['json', 'out', 'summary', 'assess', 'class', 'one-run', 'top-k'] as const) {
    if (options[name] !== undefined && options[name] !== false) {
      throw new UsageError(`--${name} does not go with --report.`);
    }
  }
  const unused = sharedFields.map(({ key }) => kebab(key)).filter((name) => name !== 'seed');
  const given = unused.find((name) => options[name] !== undefined);
  if (given !== undefined) {
    throw new UsageError(`--report explains many texts by a method's usual settings: leave out --${given}.`);
  }
  const method = methodOf(options.methods);
  await requireWritableFile(out);
  const progress = new ProgressLine(process.stderr);
  const table = await readTable(data, options);
  const folder = options.model ?? shippedModel;
  const { threads, device } = options;
  const model = await openModel(folder, { device, ...(threads !== undefined && { threads }) });
  try {
    const made = await madeOf(table, model, await readBackground(folder, model), {
      ...options,
      method,
      signal,
      progress,
    });
    const { classes } = model.classifier;
    const report = fileReport({
      table,
      ...made,
      rows: Uint32Array.from({ length: table.length }, (_, row) => row),
      groupColumn: columnOf(table, options['group-column'], 'group-column'),
      dateColumn: columnOf(table, options['date-column'], 'date-column'),
      timeUnit: null,
    });
    const page = fileReportPage({
      report,
      file: basename(data),
      classes,
      model: await modelIdentity(folder, model),
      card: await cardIn(folder),
      method: reasonsTitle(method),
      longText: options.long,
      filters: '',
      date: new Date().toISOString(),
    });
    progress.clear();
    await writeText(out, page);
  } finally {
    await model.dispose();
  }
}

/** The text of the model's card; null where its folder has none. */
async function cardIn(folder: string): Promise<string | null> {
  try {
    return readCard(await readFile(join(folder, 'README.md'), 'utf8')).text;
  } catch {
    return null;
  }
}

function methodOf(names: string | undefined): ValueMethodName {
  if (names === undefined) return usualReasons;
  const [method, ...others] = methodsOption(names);
  if (method === undefined || others.length > 0) throw new UsageError('--report takes one of --methods.');
  if (!givesValues(method)) throw new UsageError(`--report: ${method} gives words no values.`);
  return method;
}

/** All rows of the file; those that cannot be read are counted in the report. */
async function readTable(file: string, options: ReportOptions): Promise<FileTable> {
  const settings: RowSettings = rowSettingsOf(options);
  try {
    const opened = await openRows(file, settings);
    const name = settings.textColumn ?? usualTextColumn;
    const events: TableEvent[] = [];
    let table: FileTable | null = null;
    const begin = (): FileTable => {
      const textColumn = textColumnOf(opened.columns, settings.textColumn, events);
      const begun = new FileTable({
        columns: opened.columns,
        isJson: isJson(opened.format) || opened.format === 'parquet',
        textColumn,
      });
      for (const event of events) begun.add(event);
      return begun;
    };
    for await (const event of opened.records) {
      if (table) {
        table.add(event);
        continue;
      }
      events.push(event);
      // Fields of JSON are known once a row has them.
      if (indexOf(opened.columns, name) >= 0 || events.length === lookedAt) table = begin();
    }
    return table ?? begin();
  } catch (error) {
    if (!(error instanceof RowsError)) throw error;
    const remedy = error.remedy === undefined ? '' : ` ${advice[error.remedy]}`;
    throw new Error(`${fileTitle(file)}: ${error.message}.${remedy}`, { cause: error });
  }
}

const usualTextColumn = 'text';

/**
 * The column of the texts. Where none is named and none is called "text", the page's guess is taken, and said.
 * @throws RowsError when there is no column of the name that was given
 */
function textColumnOf(
  columns: readonly string[],
  asked: string | undefined,
  events: readonly TableEvent[],
): number {
  const name = asked ?? usualTextColumn;
  const found = indexOf(columns, name);
  if (found >= 0) return found;
  const rows = events.flatMap((event) => (event.kind === 'record' ? [event.fields] : []));
  if (asked === undefined && rows.length > 0) {
    const { text } = guessColumns(columns, rows);
    process.stderr.write(
      `The texts are taken from column ${JSON.stringify(columns[text])}; --text-column names another.\n`,
    );
    return text;
  }
  const known = columns.map((column) => JSON.stringify(column)).join(', ');
  throw new RowsError(`there is no column "${name}" among ${known}`, 'textColumn');
}

type ColumnOption = 'label-column' | 'group-column' | 'date-column';

/** A column by its name, without regard to case and white space, as everywhere. */
function indexOf(columns: readonly string[], name: string): number {
  const key = (text: string): string => text.trim().toLowerCase();
  return columns.findIndex((column) => key(column) === key(name));
}

/** @throws UsageError when the file has no such column */
function columnOf(table: FileTable, name: string | undefined, option: string): number | null {
  if (name === undefined) return null;
  const column = indexOf(table.shape.columns, name);
  if (column < 0) {
    const known = table.shape.columns.map((known) => JSON.stringify(known)).join(', ');
    throw new UsageError(`--${option}: there is no column "${name}" among ${known}.`);
  }
  return column;
}

interface Making extends Pick<ReportOptions, 'long' | 'sample' | 'seed' | 'labels' | ColumnOption> {
  readonly method: ValueMethodName;
  readonly signal: AbortSignal;
  readonly progress: ProgressLine;
}

/** Reads all texts, then explains those that are drawn. */
async function madeOf(
  table: FileTable,
  { classifier, tokenizer, manifest }: OpenModel,
  background: readonly string[],
  { method, long, sample, seed, labels: pairs, signal, progress, ...options }: Making,
) {
  // Before the work: a wrong column must not be found after an hour.
  const labelColumn = columnOf(table, options['label-column'], 'label-column');
  columnOf(table, options['group-column'], 'group-column');
  columnOf(table, options['date-column'], 'date-column');
  const reader = labelReader(classifier.classes, { pairs: pairs ?? [] });
  const holdsEach = classifier.activation === 'sigmoid';
  const labels = labelColumn === null || holdsEach ? null : tableLabels(table, labelColumn, reader);
  const labelSets = labelColumn === null || !holdsEach ? null : tableLabelSets(table, labelColumn, reader);

  const languages = manifest?.languages ?? [];
  const readings = new Readings(
    table,
    classifier.classes.length,
    answerRule(classifier.activation, manifest?.conformalSets),
  );
  const maxTokens = long === 'windows' ? classifier.windowTokens : classifier.maxTokens;
  for (;;) {
    const { rows, texts } = readings.next(batchTexts, Infinity);
    if (rows.length === 0) break;
    const { probabilities } = await predict({ classifier, tokenizer }, texts, { long, maxTokens, signal });
    const others = await otherLanguages(texts, tokenizer, languages);
    rows.forEach((row, at) => readings.set(row, probabilities[at]!, others[at]));
    progress.show(`${ofTotal(readings.done, readings.total, 'text', 'texts')} read`);
  }

  const reasons = new Reasons(table, readings);
  const all = Uint32Array.from({ length: table.length }, (_, row) => row);
  const { from } = reasons.draw(all, { most: sample ?? usualDraw(readings.total), seed: seed ?? 0 });
  if (from === 0) throw new Error('the file has no text that could be read.');
  const analysis = new Analysis(classifier, tokenizer, background);
  for (;;) {
    const { rows, texts } = reasons.next(1, Infinity);
    const [row, text] = [rows[0], texts[0]];
    if (row === undefined || text === undefined) break;
    const found = await analysis.reasons({ text, longText: long, method }, { signal });
    reasons.set(row, packReasons(found));
    progress.show(`${ofTotal(reasons.state.counted, reasons.state.target, 'text', 'texts')} explained`);
  }
  return { readings, labels, labelSets, reasons };
}
