import type { StoredExamples } from '../../core/analysis/examples';
import type { Answer, Asked } from './answer';

/** What is stored of a text, whatever is asked of it, as an answer; null where nothing is. */
export function storedAnswer(stored: StoredExamples | null, text: string): Answer | null {
  const found = stored?.examples.find((example) => example.text === text);
  if (!stored || !found) return null;
  return {
    asked: { text, struck: [], classIndex: null, effort: 'automatic' },
    stage: 'stored',
    classification: found.classification,
    explanation: found.explanation,
    struck: [],
    fine: true,
    fromKnown: false,
    others: [],
    consensus: null,
    withoutOthers: '',
    date: stored.date,
  };
}

/** Whether a stored answer answers just this: the predicted class may be asked for by its index. */
export function answersAsked({ asked: own, explanation }: Answer, asked: Asked): boolean {
  const { text, struck, classIndex, effort } = asked;
  const isOfClass = classIndex === null || classIndex === explanation?.target.classIndex;
  return text === own.text && struck.length === 0 && effort === own.effort && isOfClass;
}
