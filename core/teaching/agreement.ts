import type { Interval } from '../math/bootstrap';
import { wilson } from '../math/wilson';
import type { TeachText } from './texts';

/** How often a model and a reader said the same. */
export interface Agreement {
  /** Wilson's interval. */
  readonly share: Interval;
  readonly labels: number;
}

/**
 * How often the model's answer was the label that a reader gave, by what the model said at that time. null while no reader
 * has labelled a text that the model had read.
 */
export function agreementOf(texts: readonly TeachText[]): Agreement | null {
  const judged = texts.filter(
    ({ isReaders, label, answer }) => isReaders && label !== null && answer !== null,
  );
  if (judged.length === 0) return null;
  const same = judged.filter(({ label, answer }) => label === answer).length;
  return { share: wilson(same, judged.length), labels: judged.length };
}
