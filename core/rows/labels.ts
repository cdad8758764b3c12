import { RowsError } from './types';

/** Reads labels as files state them. Both methods throw a RowsError that says what is wrong with a label. */
export interface LabelReader {
  /** The names of the classes. A label becomes an index in this list. */
  readonly classes: readonly string[];
  /** The class that a label names, an index. */
  label(value: unknown): number;
  /** A distribution over the classes: a list of numbers, or an object with the name of each class. */
  probs(value: unknown): number[];
  /** Of labels that each hold or not: 1 for each that a list names, 0 for the others; or the list of these numbers. */
  holds(value: unknown): number[];
  /** Of labels that each hold or not: their probabilities, written as those of `probs`. */
  each(value: unknown): number[];
}

/** What a label in a file stands for, as a person states it, such as [0, negative]. */
export type LabelPair = readonly [string, string];

/**
 * Reads "0=negative,1=neutral".
 * @throws RowsError on anything else
 */
export function parseLabelPairs(text: string): LabelPair[] {
  return text.split(',').map((pair) => {
    const [, left, right] = /^\s*([^=]*[^=\s])\s*=\s*([^=]*[^=\s])\s*$/.exec(pair) ?? [];
    if (left === undefined || right === undefined) throw new RowsError(`"${pair}" is not LABEL=CLASS`);
    return [left, right];
  });
}

export interface LabelOptions {
  /**
   * What labels in the file stand for. One side is a class of the model, by its name or number; the other side is the
   * label.
   */
  readonly pairs?: readonly LabelPair[];
  /** Numbers in files count the classes in their order, whatever the names say: a person has stated that order. */
  readonly numbered?: boolean;
}

/**
 * Makes the reader of labels for a model's classes. Names decide: a label is the class of that name. Case and white
 * space do not count, and pos, neg and neu mean positive, negative and neutral.
 *
 * A number counts the classes in the model's order, but only if no name speaks against that order. With the classes
 * positive, negative, neutral, or 1 star to 5 stars, a number is refused unless the options say what it stands for.
 * @throws RowsError when a pair names no class, or two of them disagree
 */
export function labelReader(
  classes: readonly string[],
  { pairs = [], numbered = false }: LabelOptions = {},
): LabelReader {
  const known = classes.map((name, index) => `${index} (${name})`).join(', ');
  const mapped = mapping(classes, pairs, known);
  const hasMappedNumbers = [...mapped.keys()].some((label) => numberIn(label) !== null);
  const numbersAreIndices = !hasMappedNumbers && (numbered || orderIsPlain(classes));

  const label = (value: unknown): number => {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw new RowsError(`the label ${JSON.stringify(value)} is neither a name nor a number`, 'labels');
    }
    const name = labelKey(value);
    const index = mapped.get(name) ?? classNamed(classes, String(value).trim());
    if (index !== null) return index;
    const number = numberIn(name);
    if (number !== null && !hasMappedNumbers && !numbersAreIndices)
      throw ambiguous(`the label ${value} is a number`, known);
    if (number === null || hasMappedNumbers || number >= classes.length) {
      throw new RowsError(
        `the label ${JSON.stringify(value)} is none of the model's classes ${known}`,
        'labels',
      );
    }
    return number;
  };

  /** For each entry of probs, the index of its class. */
  const order = (): readonly number[] => {
    if (hasMappedNumbers) {
      const indices = classes.map((_, entry) => mapped.get(String(entry)));
      if (!indices.includes(undefined) && new Set(indices).size === classes.length)
        return indices as number[];
    }
    if (!numbersAreIndices) throw ambiguous('probs are a list', known);
    return classes.map((_, index) => index);
  };

  const numberOfEach = (value: unknown): number[] => {
    const given = Array.isArray(value)
      ? (value as unknown[]).map((p, entry) => [order()[entry] ?? -1, p] as const)
      : Object.entries(Object(value) as object).map(([name, p]) => [label(name), p as unknown] as const);
    if (given.length !== classes.length || new Set(given.map(([index]) => index)).size !== classes.length) {
      throw new RowsError(`probs must be a number for each of the model's classes ${known}`);
    }
    const found = new Array<number>(classes.length);
    for (const [index, p] of given) {
      if (typeof p !== 'number' || !(p >= 0 && p < Infinity)) {
        throw new RowsError(`probs must be numbers of at least 0, not ${JSON.stringify(p)}`);
      }
      found[index] = p;
    }
    return found;
  };

  const probs = (value: unknown): number[] => {
    const found = numberOfEach(value);
    const sum = found.reduce((total, p) => total + p, 0);
    if (Math.abs(sum - 1) > SUM_TOLERANCE) throw new RowsError(`probs sum to ${sum}, not to 1`);
    return found.map((p) => p / sum);
  };

  const each = (value: unknown): number[] => {
    const found = numberOfEach(value);
    const above = found.find((p) => p > 1);
    if (above !== undefined) throw new RowsError(`probs must be numbers of at most 1, not ${above}`);
    return found;
  };

  const holds = (value: unknown): number[] => {
    const list = listIn(value);
    const isOfEach = list.length === classes.length && list.every((entry) => entry === 0 || entry === 1);
    if (isOfEach && new Set(list).size < list.length) return numberOfEach(list);
    if (isOfEach && list.length > 0) {
      throw new RowsError(
        `the labels ${JSON.stringify(list)} may say which classes hold, or for each whether it does: write names`,
        'labels',
      );
    }
    const named = new Set(list.map(label));
    return classes.map((_, index) => Number(named.has(index)));
  };

  return { classes, label, probs, holds, each };
}

/**
 * A list of labels; in a cell, as JSON, or as names with semicolons between them.
 * @throws RowsError where it looks like JSON and is none
 */
export function listIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  if (typeof value !== 'string') return [value];
  if (!value.trim().startsWith('[')) return value.split(';').map((name) => name.trim());
  try {
    return JSON.parse(value) as unknown[];
  } catch {
    throw new RowsError(`the labels ${value} are no list in JSON, such as ["a", "b"]`, 'labels');
  }
}

/** How far from 1 the sum of a row's probs may lie. Files round. */
const SUM_TOLERANCE = 0.02;

/**
 * The class that a name means; null if there is none. The exact spelling goes first; then case and white space do not
 * count.
 */
export function classNamed(classes: readonly string[], name: string): number | null {
  const exact = classes.indexOf(name);
  if (exact >= 0) return exact;
  return only(classes, (each) => labelKey(each) === labelKey(name)) ?? byPolarity(classes, name);
}

function byPolarity(classes: readonly string[], name: string): number | null {
  const wanted = polarityOf(name);
  return wanted === null ? null : only(classes, (each) => polarityOf(each) === wanted);
}

function only(classes: readonly string[], matches: (name: string) => boolean): number | null {
  const found = classes.flatMap((name, index) => (matches(name) ? [index] : []));
  return found.length === 1 ? found[0]! : null;
}

const polarities = [
  ['negative', 'neg'],
  ['neutral', 'neu'],
  ['positive', 'pos'],
] as const;

/** 0, 1, 2 for negative, neutral, positive; null for any other name. */
function polarityOf(name: string): number | null {
  const at = polarities.findIndex((names) => names.some((each) => each === labelKey(name)));
  return at < 0 ? null : at;
}

/** Labels with one key are one label: case, white space and the zeros of 2.0 do not count. */
export function labelKey(value: string | number | boolean): string {
  const name = String(value).normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
  // A table that has gaps writes 2 as 2.0.
  return name.replace(/^(\d+)\.0+$/, '$1');
}

/**
 * The number that a folded label states, as 2 or as LABEL_2. The second is what transformers calls classes without
 * names.
 */
function numberIn(name: string): number | null {
  const [, digits] = /^(?:label_)?(\d+)$/.exec(name) ?? [];
  return digits === undefined ? null : Number(digits);
}

/** Whether numbers in a file can be taken for indices: no class name says that the order is another. */
function orderIsPlain(classes: readonly string[]): boolean {
  const numbers = classes.map((name) => /^\D*(\d+)\D*$/.exec(name)?.[1]);
  if (!numbers.includes(undefined)) return numbers.every((number, index) => Number(number) === index);
  const ranks = classes.map(polarityOf);
  return ranks.includes(null) || ranks.every((rank, index) => index === 0 || rank! > ranks[index - 1]!);
}

function mapping(
  classes: readonly string[],
  pairs: readonly LabelPair[],
  known: string,
): Map<string, number> {
  const mapped = new Map<string, number>();
  for (const [left, right] of pairs) {
    // "0=negative" and "negative=0" say the same. If both sides are names, the second is the class.
    const [byRight, byLeft] = [classNamed(classes, right), classNamed(classes, left)];
    const [label, index] =
      byRight !== null
        ? [left, byRight]
        : byLeft !== null
          ? [right, byLeft]
          : [left, /^\d+$/.test(right) ? Number(right) : -1];
    if (classes[index] === undefined) {
      throw new RowsError(`"${left}=${right}" names none of the model's classes ${known}`);
    }
    if ((mapped.get(labelKey(label)) ?? index) !== index) {
      throw new RowsError(`the label "${label}" stands for two classes`);
    }
    mapped.set(labelKey(label), index);
  }
  return mapped;
}

function ambiguous(what: string, known: string): RowsError {
  return new RowsError(
    `${what}, and the model's classes ${known} are not in the order that numbers usually mean`,
    'labels',
  );
}
