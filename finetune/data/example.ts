/** The classes of sentiment data, in the order of their labels 0, 1, 2. */
export const SENTIMENT_CLASSES = ['negative', 'neutral', 'positive'] as const;

export type ClassProbabilities = readonly [number, number, number];

/** One row of a data set: a text with a label, a teacher's soft label, or both. */
export interface Example {
  readonly text: string;
  /** Index into SENTIMENT_CLASSES. */
  readonly label?: number;
  /** A teacher's probabilities over the classes, summing to 1. */
  readonly probs?: ClassProbabilities;
}

/** How far from 1 the sum of a row's probs may lie (rounding in the file) before it is an error. */
const SUM_TOLERANCE = 0.02;

/**
 * Checks one row as it came from a file.
 * @param where names file and line in errors
 * @throws Error on an empty text, a label or probs that are not what they should be, or neither of them (unless
 *   `allowUnlabelled`)
 */
export function toExample(row: unknown, where: string, allowUnlabelled: boolean): Example {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    throw new Error(`${where}: a row must be an object such as {"text": "...", "label": 0}.`);
  }
  const { text, label, probs } = row as Record<string, unknown>;
  if (typeof text !== 'string') throw new Error(`${where}: the row has no "text".`);
  if (text.trim() === '') throw new Error(`${where}: the text is empty.`);
  const labelled = isPresent(label);
  const soft = isPresent(probs);
  if (!labelled && !soft && !allowUnlabelled) {
    throw new Error(`${where}: the row has neither a label nor probs. A label is 0, 1, 2 or a class name.`);
  }
  return {
    text,
    ...(labelled && { label: toLabel(label, where) }),
    ...(soft && { probs: toProbabilities(probs, where) }),
  };
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function toLabel(value: unknown, where: string): number {
  const name = String(value).trim().toLowerCase();
  const index = SENTIMENT_CLASSES.findIndex((className, i) => name === className || name === String(i));
  if (index < 0) {
    throw new Error(
      `${where}: the label ${JSON.stringify(value)} is none of 0 (negative), 1 (neutral), 2 (positive) or their names.`,
    );
  }
  return index;
}

function toProbabilities(value: unknown, where: string): ClassProbabilities {
  const isNumber = (entry: unknown): entry is number => typeof entry === 'number' && Number.isFinite(entry);
  if (!Array.isArray(value) || value.length !== 3 || !value.every(isNumber)) {
    throw new Error(`${where}: probs must be three numbers: [negative, neutral, positive].`);
  }
  const [negative, neutral, positive] = value as [number, number, number];
  if (Math.min(negative, neutral, positive) < 0) throw new Error(`${where}: probs must not be negative.`);
  const sum = negative + neutral + positive;
  if (Math.abs(sum - 1) > SUM_TOLERANCE) throw new Error(`${where}: probs sum to ${sum}, not to 1.`);
  return [negative / sum, neutral / sum, positive / sum];
}
