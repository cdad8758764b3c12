import type { LabelReader } from './labels';
import type { BlankRow, TextRow, TextRowEvent } from './text-rows';
import { RowsError, type Fault } from './types';

/** A row whose label and soft label refer to a model's classes. */
export interface LabelledRow extends Omit<TextRow, 'label' | 'probs'> {
  /** The class, an index. */
  readonly label?: number;
  /** Of classes that each hold or not: 1 for each that holds, 0 for the others. */
  readonly holds?: readonly number[];
  /** The probability of each class; they sum to 1, but of classes that each hold or not. */
  readonly probs?: readonly number[];
}

export interface LabelledRowsOptions {
  /** Whether each class holds or not by itself: a row has a list of labels. */
  readonly multiLabel?: boolean;
}

export type LabelledRowEvent = LabelledRow | BlankRow | Fault;

/** Reads the labels of rows. A row with neither label nor probs is a fault. */
export async function* labelledRows(
  rows: AsyncIterable<TextRowEvent>,
  reader: LabelReader,
  options: LabelledRowsOptions = {},
): AsyncGenerator<LabelledRowEvent> {
  for await (const event of rows) {
    yield event.kind === 'row' ? labelled(event, reader, options) : event;
  }
}

function labelled(
  { label, probs, ...row }: TextRow,
  reader: LabelReader,
  { multiLabel = false }: LabelledRowsOptions,
): LabelledRow | Fault {
  const hasLabel = isPresent(label);
  const hasProbs = isPresent(probs);
  try {
    if (!hasLabel && !hasProbs) {
      throw new RowsError('the row has neither a label nor probs', 'labelColumn');
    }
    return {
      ...row,
      ...(hasLabel && (multiLabel ? { holds: reader.holds(label) } : { label: reader.label(label) })),
      ...(hasProbs && {
        probs: reader[multiLabel ? 'each' : 'probs'](typeof probs === 'string' ? parsed(probs) : probs),
      }),
    };
  } catch (error) {
    if (!(error instanceof RowsError)) throw error;
    const { message, remedy } = error;
    return { kind: 'fault', line: row.line, message, ...(remedy && { remedy }) };
  }
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && (typeof value !== 'string' || value.trim() !== '');
}

function parsed(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    throw new RowsError('probs must be a list of numbers in JSON, such as [0.2, 0.8]');
  }
}
