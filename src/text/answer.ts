import type { Explanation } from '../../core/attribution/explanation';
import type { Consensus } from '../../core/assessment/consensus';
import { argmax } from '../../core/math/argmax';
import type { Classification } from '../../workers/api';
import type { TextVersion } from './edits.svelte';
import type { Effort } from './effort';

/** What the first view asks of a text. */
export interface Asked extends TextVersion {
  /** null: the class that the model predicts. */
  readonly classIndex: number | null;
  readonly effort: Effort;
}

/**
 * stored: made when the model was exported. read: the verdict is there. coloured: values as they stand. settled: values to
 * rely on; they may be refined still.
 */
export type Stage = 'stored' | 'read' | 'coloured' | 'settled';

/** What is known of a text so far. */
export interface Answer {
  readonly asked: Asked;
  readonly stage: Stage;
  readonly classification: Classification;
  /** null: not asked for, or not there yet. While the stage is `read`, that of the same text before something changed. */
  readonly explanation: Explanation | null;
  /** The words that were struck out when it was made. */
  readonly struck: TextVersion['struck'];
  /** Whether it is as fine as it becomes unasked: the standard error that is asked for is met. */
  readonly fine: boolean;
  /**
   * Whether it was made of what had been read for another class, and nothing was read for it: neither it nor what other
   * methods say becomes more than that unasked (see `refine`).
   */
  readonly fromKnown: boolean;
  /** By other methods, as far as they have answered. */
  readonly others: readonly Explanation[];
  /** Whether the methods that have answered agree; null until one of the others has. */
  readonly consensus: Consensus | null;
  /** Why others have not answered, in a sentence; empty where all have, or may still. */
  readonly withoutOthers: string;
  /** When the explanation was made, ISO 8601. */
  readonly date: string;
}

export type Explained = Answer & { readonly explanation: Explanation };

/** Whether there are values of what was asked, not only those of something before. */
export function isExplained(answer: Answer | null): answer is Explained {
  return answer !== null && answer.explanation !== null && answer.stage !== 'read';
}

/** The class that is asked about. */
export function classOf({ classIndex }: Asked, { probabilities }: Classification): number {
  return classIndex ?? argmax(probabilities);
}

/** What an answer was asked, of the class that it explains. */
export function askedClass({ asked, explanation }: Answer): Asked {
  return { ...asked, classIndex: explanation?.target.classIndex ?? asked.classIndex };
}

/** Whether the same is asked of the same text. */
export function isSameQuestion(a: Asked, b: Asked): boolean {
  return keyOf(a) === keyOf(b);
}

/** Whether the same text is asked about, whatever is asked of it. */
export function isSameText(a: Asked, b: Asked): boolean {
  const ofText = { classIndex: null, effort: 'automatic' } as const;
  return isSameQuestion({ ...a, ...ofText }, { ...b, ...ofText });
}

/** Whether an answer is one to this, too: the predicted class may be asked about by its index. */
export function answers({ asked: own, classification, explanation }: Answer, asked: Asked): boolean {
  const classIndex = classOf(asked, classification);
  return (
    isSameText(own, asked) && own.effort === asked.effort && explanation?.target.classIndex === classIndex
  );
}

function keyOf({ text, struck, classIndex, effort }: Asked): string {
  return JSON.stringify([text, struck.map(({ start, end }) => [start, end]), classIndex, effort]);
}
