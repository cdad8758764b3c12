import { labelReader, listIn, parseLabelPairs, type LabelReader } from '../../core/rows/labels';
import type { ColumnValues } from '../../core/table/column-values';

/** Values of a column, and how often each stands there. */
export type CountedValues = Pick<ColumnValues, 'values' | 'hasMore'>;

/** What a label of a file stands for. */
export interface LabelMeaning {
  /** As it stands in the file, white space around it apart. */
  readonly value: string;
  /** Rows that have it. */
  readonly count: number;
  /** The class that it stands for; null: none. */
  readonly classIndex: number | null;
  /** Whether its class can be another: pairs are parted by commas, and a name that is a class stands for it. */
  readonly canChange: boolean;
}

/** What the labels of a column stand for, by their names and by what is stated of them. */
export function labelMeanings(
  { values }: Pick<ColumnValues, 'values'>,
  classes: readonly string[],
  pairs: string,
): LabelMeaning[] {
  const stated = pairs.trim() === '' ? [] : parseLabelPairs(pairs);
  const byName = labelReader(classes);
  const byPairs = labelReader(classes, { pairs: stated });
  return values.flatMap(({ value: cell, count }) => {
    const value = cell.trim();
    if (value === '') return [];
    const isName = classOf(byName, value) !== null && !/\d/.test(value);
    return [{ value, count, classIndex: classOf(byPairs, value), canChange: !isName && !/[=,]/.test(value) }];
  });
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
      meaning.classIndex === null ? [] : [`${meaning.value}=${classes[meaning.classIndex]!}`],
    )
    .join(',');
}

function classOf(reader: LabelReader, value: string): number | null {
  try {
    return reader.label(value);
  } catch {
    return null;
  }
}
