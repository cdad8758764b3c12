import { labelReader, parseLabelPairs, type LabelReader } from '../../core/rows/labels';
import type { ColumnValues } from '../../core/table/column-values';

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
