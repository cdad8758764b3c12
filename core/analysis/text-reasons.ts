import { expectedRows } from '../attribution/expected-rows';
import { methods, type ValueMethodName } from '../attribution/methods/all';
import type { MethodRequest } from '../attribution/requests';
import type { Span } from '../text/types';
import type { LongText } from '../text/windows';

/** How one text of many is explained. */
export interface ReasonsRequest {
  readonly text: string;
  readonly longText: LongText;
  readonly method: ValueMethodName;
}

/** What every word of a text does to every class, in units of probability. */
export interface TextReasons {
  /** Where the words stand, ascending. */
  readonly spans: readonly Span[];
  /** [classes, words] */
  readonly values: readonly (readonly number[])[];
  /** Whether the signs of these values are clear, [classes, words]. */
  readonly clear: readonly (readonly boolean[])[];
  /** Rows that the model evaluated. */
  readonly evaluations: number;
}

/** Explains many texts where nobody asks for another: as many readings as a text has words, and two. */
export const usualReasons = 'leave-one-out' satisfies ValueMethodName;

/** Evaluations a word of Leverage SHAP, where many texts are explained. */
const evaluationsPerWord = 10;

/** How a method explains a text of so many words among many: Leverage SHAP at 10 evaluations a word, others as they are. */
export function reasonsBy(method: ValueMethodName, words: number): MethodRequest {
  if (method !== 'leverage-shap') return { method };
  return { method, settings: { evaluations: Math.max(4, evaluationsPerWord * words) } };
}

/** The choice in words, as it is shown beside what came of it. */
export function reasonsTitle(method: ValueMethodName): string {
  const { title } = methods[method];
  return method === 'leverage-shap' ? `${title}, ${evaluationsPerWord} evaluations a word` : title;
}

/**
 * Rows that explaining a text for all classes takes, forward or with their gradients: coalitions tell of all classes at
 * once, gradients of one at a time. It is not foreseen that, where the probabilities of classes sum to 1, the gradients of the
 * last one follow from the others', as far as these were taken at the same points.
 */
export function reasonsRows(method: ValueMethodName, words: number, classes: number): number {
  const times = methods[method].asks === 'gradients' ? classes : 1;
  return words === 0 ? 0 : times * expectedRows(reasonsBy(method, words), words);
}

/** Rows up to which all are explained unless asked otherwise; of more, as many are drawn at random. */
const [mostUnasked, drawn] = [3000, 2000];

/** How many of so many texts are explained unless asked otherwise; null: all. */
export function usualDraw(texts: number): number | null {
  return texts > mostUnasked ? drawn : null;
}
