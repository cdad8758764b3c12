/** The classes of sentiment data, in the order of their labels 0, 1, 2. */
export const SENTIMENT_CLASSES = ['negative', 'neutral', 'positive'] as const;

/** One row of a data set: a text with a label, a teacher's soft label, or both. */
export interface Example {
  readonly text: string;
  /** Index into the model's classes. */
  readonly label?: number;
  /** A teacher's probabilities over the classes, summing to 1. */
  readonly probs?: readonly number[];
}

/** How far from 1 the sum of a row's probs may lie (rounding in the file) before it is an error. */
const SUM_TOLERANCE = 0.02;

export interface RowOptions {
  /** Names of the model's classes, in the order of its logits; those of sentiment data by default. */
  readonly classes?: readonly string[];
  /** Whether a number is the place of a class in `classes`, whatever their names. */
  readonly numbered?: boolean;
  /** Accept rows that carry neither label nor probs; an error by default. */
  readonly allowUnlabelled?: boolean;
}

/**
 * Checks one row as it came from a file.
 * @param where names file and line in errors
 * @throws Error on an empty text, a label or probs that are not what they should be, or neither of them (unless
 *   `allowUnlabelled`)
 */
export function toExample(row: unknown, where: string, options: RowOptions): Example {
  const { text, label, probs } = toFields(row, where);
  if (typeof text !== 'string') throw new Error(`${where}: the row has no "text".`);
  if (text.trim() === '') throw new Error(`${where}: the text is empty.`);
  const labelled = isPresent(label);
  const soft = isPresent(probs);
  const { classes = SENTIMENT_CLASSES, allowUnlabelled = false } = options;
  if (!labelled && !soft && !allowUnlabelled) {
    throw new Error(
      `${where}: the row has neither a label nor probs. The classes are ${classes.join(', ')}.`,
    );
  }
  return {
    text,
    ...(labelled && { label: toLabel(label, where, classes, options.numbered ?? false) }),
    ...(soft && { probs: toProbabilities(probs, where, classes) }),
  };
}

/** @throws Error when a row is no object */
export function toFields(row: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    throw new Error(`${where}: a row must be an object such as {"text": "...", "label": 0}.`);
  }
  return row as Readonly<Record<string, unknown>>;
}

/** A cell may be there and hold nothing. */
export function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function toLabel(value: unknown, where: string, classes: readonly string[], numbered: boolean): number {
  const name = String(value).trim().toLowerCase();
  const named = classes.findIndex((className) => name === className.toLowerCase());
  if (named >= 0) return named;
  const index = /^\d+$/.test(name) ? Number(name) : -1;
  if (index < 0 || index >= classes.length) {
    throw new Error(
      `${where}: the label ${JSON.stringify(value)} is none of the classes ${classes.join(', ')}.`,
    );
  }
  const known = classes.every((className, k) => className === `LABEL_${k}`);
  if (!numbered && !known && classes.join() !== SENTIMENT_CLASSES.join()) {
    throw new Error(
      `${where}: the label ${index} is a number, and the classes are ${classes.join(', ')}: use their names.`,
    );
  }
  return index;
}

function toProbabilities(value: unknown, where: string, classes: readonly string[]): readonly number[] {
  const isNumber = (entry: unknown): entry is number => typeof entry === 'number' && Number.isFinite(entry);
  if (!Array.isArray(value) || value.length !== classes.length || !value.every(isNumber)) {
    throw new Error(`${where}: probs must be ${classes.length} numbers: [${classes.join(', ')}].`);
  }
  if (Math.min(...value) < 0) throw new Error(`${where}: probs must not be negative.`);
  const sum = value.reduce((total, entry) => total + entry, 0);
  if (Math.abs(sum - 1) > SUM_TOLERANCE) throw new Error(`${where}: probs sum to ${sum}, not to 1.`);
  return value.map((entry) => entry / sum);
}
