import { kindsOfFile } from '../../cli/row-options';
import { labelledRows, type LabelledRowEvent } from '../../core/rows/labelled-rows';
import { labelReader, type LabelPair } from '../../core/rows/labels';
import { openTable, tableFormat } from '../../core/rows/open-table';
import {
  textRows,
  type BlankRow,
  type RowColumns,
  type TextRow,
  type TextRowEvent,
} from '../../core/rows/text-rows';
import { RowsError, type Fault, type Remedy } from '../../core/rows/types';
import { standardInput } from '../../cli/standard-input';
import { fileBytes, fileTitle, requireReadable } from './file-bytes';

/**
 * How files of rows are written. This decides which rows come out of them. It is the same for all files of a command.
 */
export interface RowSettings extends RowColumns {
  readonly delimiter?: string;
  /** The line that names the columns; see TableOptions. */
  readonly headerLine?: number;
  readonly encoding?: string;
  /** What labels in the file stand for. */
  readonly labels?: readonly LabelPair[];
  /** Leave out the rows that cannot be read, instead of stopping at the first. */
  readonly skipBad?: boolean;
}

type Advice = Readonly<Partial<Record<Remedy, string>>>;

/** How files of rows are read. */
export interface Reading extends RowSettings {
  /** A sentence that says what to do about a fault, for each remedy. */
  readonly advice?: Advice;
  /** Whether a file without rows is no fault: what a filter is given may be an empty share of a stream. */
  readonly mayBeEmpty?: boolean;
  /** Gets a sentence about rows that are left out. When absent, it goes to standard error. */
  readonly report?: (sentence: string) => void;
}

export interface LabelledReading extends Reading {
  /** The classes of the model, in the order of its logits. */
  readonly classes: readonly string[];
  /** Numbers in files count these classes in their order, whatever the names say: a person has stated that order. */
  readonly numbered?: boolean;
  /** Whether each class holds or not by itself: a row has a list of labels. */
  readonly multiLabel?: boolean;
}

/** So many rows that cannot be read are reported one by one. The others are only counted. */
const REPORTED = 5;

/**
 * The rows of a file that have a text, in its order. Blank ones are counted, reported and left out.
 * @param file "-": standard input
 * @throws Error naming the file, and the line where there is one, when it or a row of it cannot be read
 */
export async function* readTextRows(file: string, reading: Reading = {}): AsyncGenerator<TextRow> {
  for await (const event of readReportedRows(file, reading)) if (event.kind === 'row') yield event;
}

/** The same, for a file that needs no labels: its column of labels may be missing. */
export function readTexts(file: string, reading: Reading = {}): AsyncGenerator<TextRow> {
  const ofTexts = Object.entries(reading).filter(([key]) => key !== 'labelColumn');
  return readTextRows(file, Object.fromEntries(ofTexts));
}

/**
 * The rows of a file with their labels, and those that are left out in their places. A row that has neither label nor soft
 * label is a fault.
 */
export function readReportedLabelledRows(
  file: string,
  reading: LabelledReading,
): AsyncGenerator<LabelledRowEvent> {
  return reportedRows(file, reading, async () => {
    const { classes, labels: pairs = [], numbered = false } = reading;
    const labels = labelReader(classes, { pairs, numbered });
    return labelledRows(textRows(await openRows(file, reading), reading), labels, reading);
  });
}

/** As `readTextRows`, with those that are left out in their places. */
export function readReportedRows(file: string, reading: Reading = {}): AsyncGenerator<TextRowEvent> {
  return reportedRows(file, reading, async () => textRows(await openRows(file, reading), reading));
}

/**
 * Every row of a file in its order: blank ones too, and those that cannot be read where `skipBad` leaves them to the
 * caller.
 * @throws Error as `readTextRows`
 */
export function readEveryRow(file: string, reading: Reading = {}): AsyncGenerator<TextRowEvent> {
  return everyRow(file, reading, async () => textRows(await openRows(file, reading), reading));
}

/**
 * Opens a file of rows.
 * @throws RowsError when nothing in it can be read
 */
export async function openRows(file: string, { delimiter, headerLine, encoding, textColumn }: Reading) {
  // Whether the file is there comes before what its name says of its format.
  if (file !== standardInput) await requireReadable(file);
  const format = file === standardInput ? {} : tableFormat(file);
  if (format === null) {
    throw new RowsError(`unknown kind of file; data is ${kindsOfFile}`);
  }
  return openTable(fileBytes(file), {
    // If neither name nor beginning tell the format, a named column means CSV.
    ...(file === standardInput && textColumn !== undefined && { delimiter: ',' }),
    ...format,
    ...(delimiter !== undefined && { delimiter }),
    ...(headerLine !== undefined && { headerLine }),
    ...(encoding !== undefined && { encoding }),
  });
}

/** Every row; reports those in which there is nothing to read. */
async function* reportedRows<Row extends { readonly kind: 'row' }>(
  file: string,
  reading: Reading,
  rows: () => Promise<AsyncIterable<Row | BlankRow | Fault>>,
): AsyncGenerator<Row | BlankRow | Fault> {
  const { advice = {}, report = toStandardError, mayBeEmpty = false } = reading;
  const name = fileTitle(file);
  let [good, blank, bad] = [0, 0, 0];
  for await (const event of everyRow(file, reading, rows)) {
    if (event.kind === 'row') good++;
    else if (event.kind === 'blank') blank++;
    else if (++bad <= REPORTED) report(faultSentence(file, event, advice));
    yield event;
  }
  const left = [
    counted(blank, 'row without a text', 'rows without a text'),
    counted(bad, 'row that cannot be read', 'rows that cannot be read'),
  ];
  const skipped = left.filter((part) => part !== null).join(' and ');
  if (skipped !== '') report(`${name}: ${skipped} left out.`);
  if (good === 0 && !mayBeEmpty)
    throw new Error(`${name} holds no rows${skipped === '' ? '' : ' that can be read'}.`);
}

async function* everyRow<Row extends { readonly kind: 'row' }>(
  file: string,
  { skipBad = false, advice = {} }: Reading,
  rows: () => Promise<AsyncIterable<Row | BlankRow | Fault>>,
): AsyncGenerator<Row | BlankRow | Fault> {
  try {
    for await (const event of await rows()) {
      if (event.kind === 'fault' && (!skipBad || event.isFatal)) {
        throw new Error(faultSentence(file, event, advice));
      }
      yield event;
    }
  } catch (error) {
    if (!(error instanceof RowsError)) throw error;
    const { message, remedy } = error;
    throw new Error(sentence(fileTitle(file), message, remedy && advice[remedy]), { cause: error });
  }
}

function faultSentence(file: string, { line, message, remedy }: Fault, advice: Advice): string {
  return sentence(`${fileTitle(file)}, line ${line}`, message, remedy && advice[remedy]);
}

function sentence(where: string, message: string, advice: string | undefined): string {
  return [`${where}: ${message}.`, advice].filter(Boolean).join(' ');
}

/** Says each sentence only once. A file that is read twice leaves out the same rows twice. */
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
