import { bootstrapMean, type Interval } from '../math/bootstrap';
import { Random } from '../math/random';
import type { RowReasons } from '../table/row-reasons';
import { areNeighbours, wordKey } from '../text/phrases';
import { isMark } from '../text/words';

/** Rows with their reasons, as often as they are asked for. */
export interface ExplainedRows {
  readonly count: number;
  at(index: number): { readonly text: string; readonly reasons: RowReasons };
}

/** A word, or two words side by side, that moves a class. */
export interface Driver {
  /** In small letters; two words have a space between. */
  readonly phrase: string;
  /** Rows that have it. */
  readonly rows: number;
  /** Their share of all. */
  readonly share: number;
  /** Mean over these rows of what it does there, in units of probability, with its 95 % bootstrap interval over rows. */
  readonly mean: Interval;
}

/** By what it does where it stands, or by that times the rows that have it. */
export type DriverOrder = 'mean' | 'total';

export interface DriversQuery {
  /** The class that words raise or lower, an index. */
  readonly classIndex: number;
  /** Rows that a word has to stand in; null: `leastRows` says. */
  readonly least: number | null;
  readonly order: DriverOrder;
  /** Words and phrases a side. */
  readonly most: number;
}

/** What drives a class: only words whose interval leaves out 0, strongest first. */
export interface Drivers {
  readonly classIndex: number;
  /** Rows that they are of. */
  readonly rows: number;
  readonly least: number;
  readonly raises: readonly Driver[];
  readonly lowers: readonly Driver[];
}

/** Share of a phrase's mean that the weaker of its words has to give: else the phrase tells no more than the other word. */
const weakerShare = 0.2;
/** Words a side that intervals are worked out for, times those asked for: some of them may have 0 in theirs. */
const reserve = 2;
/** Draws of all resamples of a word together: a word that many rows have needs fewer for the same precision. */
const draws = 1e6;
const [leastResamples, mostResamples] = [200, 2000];

/** Rows that a word has to stand in where nobody says otherwise: a few, and more where rows are many. */
export function leastRows(rows: number): number {
  return Math.max(3, Math.ceil(rows / 500));
}

/** Of a driver, in units of probability. */
const leastMean = 0.0005;

/**
 * Words and two-word phrases by what they do to a class, over many rows. A word's value in a row is the mean of its values
 * where it stands there; a phrase's is the sum of its two words'. Phrases are of words that stand side by side.
 */
export function driversOf(rows: ExplainedRows, query: DriversQuery): Drivers {
  const { classIndex, order, most } = query;
  const least = query.least ?? leastRows(rows.count);
  const words = wordMeans(rows, classIndex);
  const phrases = phraseMeans(rows, classIndex, words, least);
  // A comma or a question mark is no word.
  const found = [...words.all(least).filter(({ phrase }) => !isMark(phrase)), ...phrases];
  const size = ({ sum, rows: count }: Mean): number =>
    order === 'mean' ? Math.abs(sum / count) : Math.abs(sum);
  const side = (sign: 1 | -1): Mean[] =>
    found
      .filter(({ sum }) => Math.sign(sum) === sign)
      .sort((a, b) => size(b) - size(a) || b.rows - a.rows || (a.phrase < b.phrase ? -1 : 1))
      .slice(0, reserve * most);
  const [up, down] = [side(1), side(-1)];
  const values = valuesOf(rows, classIndex, [...up, ...down]);
  const drivers = (means: readonly Mean[]): Driver[] => {
    const clear: Driver[] = [];
    for (const { phrase, rows: count } of means) {
      if (clear.length === most) break;
      const resamples = Math.round(Math.min(mostResamples, Math.max(leastResamples, draws / count)));
      const mean = bootstrapMean(values.get(phrase)!, new Random(0), { resamples });
      if (mean.low <= 0 && mean.high >= 0) continue;
      // Sure, and too small to be told: in points it would read 0.0.
      if (Math.abs(mean.estimate) < leastMean) continue;
      clear.push({ phrase, rows: count, share: count / rows.count, mean });
    }
    return clear;
  };
  return { classIndex, rows: rows.count, least, raises: drivers(up), lowers: drivers(down) };
}

interface Mean {
  readonly phrase: string;
  readonly rows: number;
  readonly sum: number;
}

/** Numbers of words by their keys, and what is counted of each: rows and the sum over them. */
class Words {
  readonly #numbers = new Map<string, number>();
  readonly #keys: string[] = [];
  readonly rows: number[] = [];
  readonly sums: number[] = [];

  number(key: string): number {
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#keys.length;
      this.#numbers.set(key, number);
      this.#keys.push(key);
      this.rows.push(0);
      this.sums.push(0);
    }
    return number;
  }

  key(number: number): string {
    return this.#keys[number]!;
  }

  get length(): number {
    return this.#keys.length;
  }

  all(least: number): Mean[] {
    return this.#keys.flatMap((phrase, at) => {
      const [rows, sum] = [this.rows[at]!, this.sums[at]!];
      return rows < least ? [] : [{ phrase, rows, sum }];
    });
  }
}

function wordMeans(rows: ExplainedRows, classIndex: number): Words {
  const words = new Words();
  for (let index = 0; index < rows.count; index++) {
    const { text, reasons } = rows.at(index);
    const values = reasons.values[classIndex]!;
    const own = new Means<number>();
    reasons.spans.forEach((span, at) => own.add(words.number(wordKey(text, span)), values[at]!));
    for (const [number, mean] of own) {
      words.rows[number]!++;
      words.sums[number]! += mean;
    }
  }
  return words;
}

/** Of neighbours both of which stand in enough rows: a phrase cannot stand in more. */
function phraseMeans(rows: ExplainedRows, classIndex: number, words: Words, least: number): Mean[] {
  const found = new Map<number, { rows: number; first: number; second: number }>();
  for (let index = 0; index < rows.count; index++) {
    const { text, reasons } = rows.at(index);
    const values = reasons.values[classIndex]!;
    const [firsts, seconds] = [new Means<number>(), new Means<number>()];
    reasons.spans.forEach((span, at) => {
      const next = reasons.spans[at + 1];
      if (!next || !areNeighbours(text, span, next)) return;
      const [first, second] = [words.number(wordKey(text, span)), words.number(wordKey(text, next))];
      if (words.rows[first]! < least || words.rows[second]! < least) return;
      const pair = first * words.length + second;
      firsts.add(pair, values[at]!);
      seconds.add(pair, values[at + 1]!);
    });
    const second = new Map(seconds);
    for (const [pair, mean] of firsts) {
      const known = found.get(pair);
      const of = known ?? { rows: 0, first: 0, second: 0 };
      of.rows++;
      of.first += mean;
      of.second += second.get(pair)!;
      if (!known) found.set(pair, of);
    }
  }
  const phrases: Mean[] = [];
  for (const [pair, { rows: count, first, second }] of found) {
    const sum = first + second;
    const weaker = Math.min(first * Math.sign(sum), second * Math.sign(sum));
    if (count < least || weaker < weakerShare * Math.abs(sum)) continue;
    const pairOf = [words.key(Math.floor(pair / words.length)), words.key(pair % words.length)];
    // A comma and a word are no phrase.
    if (!pairOf.every((key) => /[\p{L}\p{N}]/u.test(key))) continue;
    phrases.push({ phrase: pairOf.join(' '), rows: count, sum });
  }
  return phrases;
}

/** The values of some words and phrases, one a row that has them. */
function valuesOf(
  rows: ExplainedRows,
  classIndex: number,
  means: readonly Mean[],
): Map<string, readonly number[]> {
  const wanted = new Map(means.map(({ phrase }) => [phrase, [] as number[]]));
  for (let index = 0; index < rows.count; index++) {
    const { text, reasons } = rows.at(index);
    const values = reasons.values[classIndex]!;
    const own = new Means<string>();
    const keys = reasons.spans.map((span) => wordKey(text, span));
    reasons.spans.forEach((span, at) => {
      if (wanted.has(keys[at]!)) own.add(keys[at]!, values[at]!);
      const next = reasons.spans[at + 1];
      if (!next || !areNeighbours(text, span, next)) return;
      const phrase = `${keys[at]} ${keys[at + 1]}`;
      if (wanted.has(phrase)) own.add(phrase, values[at]! + values[at + 1]!);
    });
    for (const [phrase, mean] of own) wanted.get(phrase)!.push(mean);
  }
  return wanted;
}

/** Means of what a row has several times. */
class Means<Key> {
  readonly #sums = new Map<Key, { sum: number; count: number }>();

  add(key: Key, value: number): void {
    const known = this.#sums.get(key);
    if (known) {
      known.sum += value;
      known.count++;
    } else {
      this.#sums.set(key, { sum: value, count: 1 });
    }
  }

  *[Symbol.iterator](): Generator<[Key, number]> {
    for (const [key, { sum, count }] of this.#sums) yield [key, sum / count];
  }
}
