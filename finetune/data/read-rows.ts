import { labelledRows, type LabelledRow } from '../../core/rows/labelled-rows';
import { labelReader, type LabelPair } from '../../core/rows/labels';
import { openTable, tableFormat } from '../../core/rows/open-table';
import { textRows, type BlankRow, type RowColumns, type TextRow } from '../../core/rows/text-rows';
import { RowsError, type Fault, type Remedy } from '../../core/rows/types';
import { fileBytes, fileTitle, standardInput } from './file-bytes';

/** How files of rows are written, and so which rows come out of them; the same for all files of a command. */
export interface RowSettings extends RowColumns {
  readonly delimiter?: string;
  readonly encoding?: string;
  /** What labels in the file stand for. */
  readonly labels?: readonly LabelPair[];
  /** Leave rows out that cannot be read, in place of stopping at the first. */
  readonly skipBad?: boolean;
}

/** How files of rows are read. */
export interface Reading extends RowSettings {
  /** What to do about a fault, a sentence each, where there is something. */
  readonly advice?: Readonly<Partial<Record<Remedy, string>>>;
  /** Told of rows that are left out, in sentences; standard error when absent. */
  readonly report?: (sentence: string) => void;
}

export interface LabelledReading extends Reading {
  /** The model's, in the order of its logits. */
  readonly classes: readonly string[];
  /** Numbers in files count these classes in their order, whatever their names: somebody stated the order. */
  readonly numbered?: boolean;
  /** Accept rows that have neither label nor soft label. */
  readonly allowUnlabelled?: boolean;
}

/** Rows that cannot be read of which each is reported. */
const REPORTED = 5;

/**
 * The rows of a file that have a text, in its order. Blank ones are counted, reported and left out.
 * @param file "-": standard input
 * @throws Error naming the file, and the line where there is one, when it or a row of it cannot be read
 */
export async function* readTextRows(file: string, reading: Reading = {}): AsyncGenerator<TextRow> {
  yield* goodRows(file, reading, async () => textRows(await openRows(file, reading), reading));
}

/** The same for a file that need not have labels: the column of labels may be missing. */
export function readTexts(file: string, reading: Reading = {}): AsyncGenerator<TextRow> {
  const ofTexts = Object.entries(reading).filter(([key]) => key !== 'labelColumn');
  return readTextRows(file, Object.fromEntries(ofTexts));
}

/** The same with labels. A row without label and soft label cannot be read, unless they are allowed. */
export async function* readLabelledRows(file: string, reading: LabelledReading): AsyncGenerator<LabelledRow> {
  yield* goodRows(file, reading, async () => {
    const { classes, labels: pairs = [], numbered = false } = reading;
    const labels = labelReader(classes, { pairs, numbered });
    return labelledRows(textRows(await openRows(file, reading), reading), labels, reading);
  });
}

/**
 * Opens a file of rows.
 * @throws RowsError when nothing in it can be read
 */
export async function openRows(file: string, { delimiter, encoding, textColumn }: Reading) {
  const format = file === standardInput ? {} : tableFormat(file);
  if (format === null) {
    throw new RowsError(
      'unknown kind of file. Data is .csv, .tsv, .jsonl, .json, .txt, .xlsx or .parquet, plain or with .gz behind it',
    );
  }
  return openTable(fileBytes(file), {
    // A column that is named is a column of CSV, where neither a file's name nor its beginning says more.
    ...(file === standardInput && textColumn !== undefined && { delimiter: ',' }),
    ...format,
    ...(delimiter !== undefined && { delimiter }),
    ...(encoding !== undefined && { encoding }),
  });
}

async function* goodRows<Row extends { readonly kind: 'row' }>(
  file: string,
  { skipBad = false, advice = {}, report = toStandardError }: Reading,
  rows: () => Promise<AsyncIterable<Row | BlankRow | Fault>>,
): AsyncGenerator<Row> {
  const name = fileTitle(file);
  const sentence = (where: string, message: string, remedy: Remedy | undefined): string =>
    [`${where}: ${message}.`, remedy && advice[remedy]].filter(Boolean).join(' ');
  let [good, blank, bad] = [0, 0, 0];
  try {
    for await (const event of await rows()) {
      if (event.kind === 'row') {
        good++;
        yield event;
      } else if (event.kind === 'blank') {
        blank++;
      } else {
        const fault = sentence(`${name}, line ${event.line}`, event.message, event.remedy);
        if (!skipBad || event.isFatal) throw new Error(fault);
        if (++bad <= REPORTED) report(fault);
      }
    }
  } catch (error) {
    if (!(error instanceof RowsError)) throw error;
    throw new Error(sentence(name, error.message, error.remedy), { cause: error });
  }
  const left = [
    counted(blank, 'row without a text', 'rows without a text'),
    counted(bad, 'row that cannot be read', 'rows that cannot be read'),
  ];
  const skipped = left.filter((part) => part !== null).join(' and ');
  if (skipped !== '') report(`${name}: ${skipped} left out.`);
  if (good === 0) throw new Error(`${name} holds no rows${skipped === '' ? '' : ' that can be read'}.`);
}

/** Says each sentence once: a file that is read twice leaves out the same rows. */
export function saidOnce(say: (sentence: string) => void): (sentence: string) => void {
  const said = new Set<string>();
  return (sentence) => {
    if (said.has(sentence)) return;
    said.add(sentence);
    say(sentence);
  };
}

function counted(count: number, one: string, many: string): string | null {
  return count === 0 ? null : `${count} ${count === 1 ? one : many}`;
}

function toStandardError(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
