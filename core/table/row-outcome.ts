import { answersOf } from './answers';
import type { FileTable } from './file-table';
import type { Readings } from './readings';
import type { Reasons } from './reasons';
import type { RowReasons } from './row-reasons';

/** Words named of a row, at most; and the points that one has to move to be named. */
const [mostNamed, leastPoints] = [5, 1];

/** What came of the rows of a table, and how much of it is told. */
export interface Outcomes {
  readonly table: FileTable;
  readonly readings: Readings | null;
  /** Names of the model's classes, in the order of its probabilities. */
  readonly classes: readonly string[];
  /** null: none. */
  readonly reasons: Reasons | null;
  /** Whether the texts go with it. */
  readonly withTexts: boolean;
  /** Whether the value of every word for every class goes with it. */
  readonly withValues: boolean;
}

/** What came of a row, each part null where there is none. @param row its index in the file */
export function outcomeOf(
  { table, readings, classes, reasons, withValues, withTexts }: Outcomes,
  row: number,
) {
  const probabilities = readings?.probabilities(row) ?? null;
  const answers = readings && answersOf(readings, row);
  const found = answers && (reasons?.of(row) ?? null);
  return {
    line: table.line(row),
    names: answers && answers.map((k) => classes[k]!),
    // Where it could be more than one.
    candidates: readings && isOpen(readings, row) ? readings.candidates(row)!.map((k) => classes[k]!) : null,
    // In as many digits as a Float32 holds, and no more.
    probabilities: probabilities && Array.from(probabilities, digits),
    problem: table.problem(row),
    // It holds the text too.
    raw: withTexts ? table.raw(row) : null,
    language: readings?.languageOf(row) ?? null,
    words:
      found &&
      answers.flatMap((k) => {
        const ofLabel = readings.rule === 'each' ? { label: classes[k]! } : {};
        return strongestWords(table.text(row), found, k).map((word) => ({ ...ofLabel, ...word }));
      }),
    values: found && withValues ? valuesOf(table.text(row), found, classes, withTexts) : null,
  };
}

/** Whether a row could be more than one class, of which it is one. */
export function isOpen(readings: Readings, row: number): boolean {
  return readings.rule !== 'each' && readings.isUnsure(row);
}

/** Whether each class holds or not by itself: then a list of names stands for a row. */
export function holdsEach({ readings }: Pick<Outcomes, 'readings'>): boolean {
  return readings?.rule === 'each';
}

/** A word, and by how many percentage points it moves the class that its row is read as. */
interface StrongWord {
  /** Where a row may be read as several: the one that it moves. */
  readonly label?: string;
  readonly word: string;
  readonly points: number;
}

function strongestWords(
  text: string,
  { spans, values, clear }: RowReasons,
  classIndex: number,
): StrongWord[] {
  return spans
    .map((span, word) => ({
      span,
      points: 100 * values[classIndex]![word]!,
      isClear: clear[classIndex]![word]!,
    }))
    .filter(({ points, isClear }) => isClear && Math.abs(points) >= leastPoints)
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points))
    .slice(0, mostNamed)
    .map(({ span, points }) => ({ word: text.slice(span.start, span.end), points: digits(points) }));
}

/** "friendly +24, waiting −9"; of several labels "joy: friendly +24; anger: waiting +9". */
export function wordsInCell(words: readonly StrongWord[]): string {
  let cell = '';
  words.forEach(({ label, word, points }, at) => {
    const isNext = label !== undefined && label !== words[at - 1]?.label;
    if (at > 0) cell += isNext ? '; ' : ', ';
    cell += `${isNext ? `${label}: ` : ''}${word} ${points < 0 ? '\u2212' : '+'}${Math.abs(points).toFixed(0)}`;
  });
  return cell;
}

/** Of every word where it stands, and what it does to each class; the word itself only where texts go with it. */
function valuesOf(
  text: string,
  { spans, values }: RowReasons,
  classes: readonly string[],
  withWords: boolean,
) {
  return spans.map(({ start, end }, word) => ({
    ...(withWords && { word: text.slice(start, end) }),
    start,
    end,
    values: classes.map((_, k) => digits(values[k]![word]!)),
  }));
}

function digits(value: number): number {
  return Number(value.toPrecision(7));
}
