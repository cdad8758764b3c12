import type { Mistake, RangeFilter, TableQuery } from '../../core/table/select-rows';
import { visibleText } from '../../core/text/visible';

export interface NamedThings {
  readonly classes: readonly string[];
  readonly columnName: (column: number) => string;
  /** Whether each class holds or not by itself; false when absent. */
  readonly holdsEach?: boolean;
}

/** What narrows the rows beside class and probability, in words, each of them. */
export function alsoInWords(query: TableQuery, { classes, columnName }: NamedThings): string[] {
  const { labelIndex, classIndex, mistake, phrase, cells, ranges, differ } = query;
  return [
    labelIndex === null ? '' : `labelled ${classes[labelIndex]}`,
    labelIndex === null || classIndex === null ? '' : `read as ${classes[classIndex]}`,
    mistake === null ? '' : mistakeInWords(classes[mistake.classIndex]!, mistake.kind),
    phrase === null ? '' : `with “${visibleText(phrase)}”`,
    ...cells.map(({ column, values }) => `${visibleText(columnName(column))} ${valuesInWords(values)}`),
    ...ranges.map((range) => `${visibleText(columnName(range.column))} ${rangeInWords(range)}`),
    differ === null
      ? ''
      : `“${visibleText(columnName(differ[0]))}” differs from “${visibleText(columnName(differ[1]))}”`,
  ].filter((part) => part !== '');
}

function mistakeInWords(name: string, kind: Mistake['kind']): string {
  return kind === 'missed' ? `labelled ${name}, not read as it` : `read as ${name}, not labelled so`;
}

/** Values that are named; of more their number is told. */
const mostNamed = 3;

/** “North” or “South”, empty, “North” or 4 other values. */
function valuesInWords(values: readonly string[]): string {
  const names = values.map((value) => (value.trim() === '' ? 'empty' : `“${visibleText(value)}”`));
  if (names.length <= mostNamed) return names.join(' or ');
  return `${names[0]} or ${names.length - 1} other values`;
}

/** From 2 to 4, from 2026-01-31, up to 4. */
function rangeInWords({ kind, from, to }: RangeFilter): string {
  const words = (value: number): string =>
    kind === 'number' ? String(value) : new Date(value).toISOString().slice(0, 10);
  if (from === null) return to === null ? 'with a value' : `up to ${words(to)}`;
  return to === null ? `from ${words(from)}` : `from ${words(from)} to ${words(to)}`;
}

/** All that narrows the rows, in words; empty where nothing does. */
export function queryInWords(query: TableQuery, named: NamedThings): string {
  const { rows, classIndex, labelIndex, least, most, contains } = query;
  return [
    rows === 'none' ? 'without a label that holds' : '',
    rows === 'unsure' ? (named.holdsEach ? 'with a label near 50 %' : 'could be more than one class') : '',
    rows === 'other-language' ? 'in a language that the model has not learnt' : '',
    rows === 'problems' ? 'not readable' : '',
    classIndex !== null && labelIndex === null ? `read as ${named.classes[classIndex]}` : '',
    least > 0 || most < 1 ? `probability from ${Math.round(100 * least)} to ${Math.round(100 * most)} %` : '',
    contains === '' ? '' : `containing “${visibleText(contains)}”`,
    ...alsoInWords(query, named),
  ]
    .filter((part) => part !== '')
    .join(', ');
}
