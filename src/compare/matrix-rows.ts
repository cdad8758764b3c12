import { clearSigns } from '../../core/assessment/sign-clarity';
import type { Explanation } from '../../core/attribution/explanation';
import { hasDirection } from '../../core/attribution/methods/all';
import { visibleText } from '../../core/text/visible';

export type RowOrder = 'text' | 'size';

/** A word of the text, as a row. */
export interface MatrixRow {
  /** Its index among the values. */
  readonly index: number;
  /** Where it starts in the text. */
  readonly start: number;
  /** What nobody would see in it is named. */
  readonly word: string;
}

/**
 * The words in an order: as in the text, or the largest value that a method gives first. Sizes without a direction are of
 * another kind, and have a say only where there are no others.
 * @param explanations at least one
 */
export function matrixRows(
  text: string,
  explanations: readonly Pick<Explanation, 'method' | 'spans' | 'values'>[],
  order: RowOrder,
): MatrixRow[] {
  const [first] = explanations;
  if (!first) return [];
  const rows = first.spans.map(({ start, end }, index) => ({
    index,
    start,
    word: visibleText(text.slice(start, end)),
  }));
  if (order === 'text') return rows;
  const signed = explanations.filter(({ method }) => hasDirection(method));
  const telling = signed.length > 0 ? signed : explanations;
  const sizes = rows.map(({ index }) =>
    telling.reduce((most, { values }) => Math.max(most, Math.abs(values[index] ?? 0)), 0),
  );
  return rows.sort((a, b) => sizes[b.index]! - sizes[a.index]! || a.index - b.index);
}

/**
 * Words that one method clearly raises and another clearly lowers, by their indices: the weak among them too, which the rule of
 * agreement leaves out (see consensusOf).
 * @param explanations of the same words
 */
export function conflictsOf(
  explanations: readonly Pick<Explanation, 'method' | 'values' | 'standardErrors' | 'diagnostics'>[],
): number[] {
  const directed = explanations.filter(({ method }) => hasDirection(method));
  const clear = directed.map(clearSigns);
  return [...(directed[0]?.values.keys() ?? [])].filter((index) => {
    const signs = directed.flatMap(({ values }, at) =>
      clear[at]![index] ? [Math.sign(values[index]!)] : [],
    );
    return new Set(signs).size > 1;
  });
}
