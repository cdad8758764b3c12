import { labelKey, labelReader, listIn, parseLabelPairs, type LabelReader } from '../../core/rows/labels';
import type { ColumnValues } from '../../core/table/column-values';

/** Values of a column, and how often each stands there. */
export type CountedValues = Pick<ColumnValues, 'values' | 'hasMore'>;

/** What a label of a file stands for. */
export interface LabelMeaning {
  /** As it stands in the file most often, white space around it apart. */
  readonly value: string;
  /** Rows that have it, however it is written there. */
  readonly count: number;
  /** The class that it stands for; null: none. */
  readonly classIndex: number | null;
  /** Whether its class can be another: pairs are parted by commas, and a name that is a class stands for it. */
  readonly canChange: boolean;
  /** Whether it is a number that nobody said anything of: it counts the classes, whatever it means in the file. */
  readonly isCounted: boolean;
}

/** What the labels of a column stand for, by their names and by what is stated of them, as far as that can be understood. */
export function labelMeanings(
  { values }: Pick<ColumnValues, 'values'>,
  classes: readonly string[],
  pairs: string,
): LabelMeaning[] {
  const byName = labelReader(classes);
  const byPairs = statedReader(classes, pairs);
  const counts = new Map<string, { value: string; count: number }>();
  for (const { value: cell, count } of values) {
    const value = cell.trim();
    const known = counts.get(labelKey(value));
    if (known) known.count += count;
    else if (value !== '') counts.set(labelKey(value), { value, count });
  }
  return Array.from(counts, ([key, { value, count }]) => {
    const isNumber = /^(?:label_)?\d+$/.test(key);
    const isName = classOf(byName, value) !== null && !/\d/.test(value);
    const classIndex = classOf(byPairs ?? byName, value);
    const isCounted = isNumber && classIndex !== null && byPairs === null;
    return { value, count, classIndex, canChange: !isName && !/[=,]/.test(value), isCounted };
  });
}

/** null: nothing is stated, or nothing that could be understood. */
function statedReader(classes: readonly string[], pairs: string): LabelReader | null {
  if (pairs.trim() === '') return null;
  try {
    return labelReader(classes, { pairs: parseLabelPairs(pairs) });
  } catch {
    // Of work that was saved by hand: the page says what is wrong where it is used.
    return null;
  }
}

/** The labels that stand in lists, most frequent first, in place of the lists themselves. Lists that cannot be read are left out. */
export function labelsInLists({ values, hasMore }: CountedValues, most: number): CountedValues {
  const counts = new Map<string, number>();
  for (const { value, count } of values) {
    for (const name of namesIn(value)) counts.set(name, (counts.get(name) ?? 0) + count);
  }
  const all = [...counts].sort(([, a], [, b]) => b - a).map(([value, count]) => ({ value, count }));
  return { values: all.slice(0, most), hasMore: hasMore || all.length > most };
}

function namesIn(cell: string): readonly string[] {
  try {
    return listIn(cell).map(String);
  } catch {
    return [];
  }
}

/** The pairs that say what all labels stand for once one of them stands for another class. */
export function pairsWith(
  meanings: readonly LabelMeaning[],
  classes: readonly string[],
  value: string,
  classIndex: number | null,
): string {
  return meanings
    .filter(({ canChange }) => canChange)
    .map((meaning) => (meaning.value === value ? { ...meaning, classIndex } : meaning))
    .flatMap((meaning) =>
      meaning.classIndex === null ? [] : [`${meaning.value}=${nameInPair(classes, meaning.classIndex)}`],
    )
    .join(',');
}

/** A class as a pair names it: by its number where its name holds the marks of pairs. */
function nameInPair(classes: readonly string[], classIndex: number): string {
  const name = classes[classIndex]!;
  return /[=,]/.test(name) ? String(classIndex) : name;
}

function classOf(reader: LabelReader, value: string): number | null {
  try {
    return reader.label(value);
  } catch {
    return null;
  }
}
