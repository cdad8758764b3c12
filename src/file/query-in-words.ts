import type { TableQuery } from '../../core/table/select-rows';
import { visibleText } from '../../core/text/visible';

export interface NamedThings {
  readonly classes: readonly string[];
  readonly columnName: (column: number) => string;
}

/** What narrows the rows beside class and probability, in words, each of them. */
export function alsoInWords(query: TableQuery, { classes, columnName }: NamedThings): string[] {
  const { labelIndex, classIndex, phrase, cells, differ } = query;
  return [
    labelIndex === null ? '' : `labelled ${classes[labelIndex]}`,
    labelIndex === null || classIndex === null ? '' : `read as ${classes[classIndex]}`,
    phrase === null ? '' : `with “${visibleText(phrase)}”`,
    ...cells.map(({ column, value }) => `${visibleText(columnName(column))} “${visibleText(value)}”`),
    differ === null
      ? ''
      : `“${visibleText(columnName(differ[0]))}” differs from “${visibleText(columnName(differ[1]))}”`,
  ].filter((part) => part !== '');
}

/** All that narrows the rows, in words; empty where nothing does. */
export function queryInWords(query: TableQuery, named: NamedThings): string {
  const { rows, classIndex, labelIndex, least, most, contains } = query;
  return [
    rows === 'unsure' ? 'could be more than one class' : '',
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
