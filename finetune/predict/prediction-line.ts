import type { LanguageNote } from '../../core/text/language-note';
import { argmax } from '../../core/math/argmax';
import { holdsFrom } from '../../core/metrics/multi-label';
import type { Classifier } from '../../core/model/classifier';

/** What a command says of a text, a line of JSON each. */
export interface PredictionLine {
  readonly text: string;
  /** The most probable one. */
  readonly class: string;
  /** Of a model whose classes each hold or not: those that hold, which may be none. */
  readonly labels?: readonly string[];
  /** By class. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** Only where the text is not in a language that the model has learnt: its class is not to be trusted. */
  readonly languageNote?: LanguageNote;
}

/**
 * @param classifier that read the text
 * @param probabilities of its classes, in their order
 */
export function predictionLine(
  text: string,
  { classes, activation }: Pick<Classifier, 'classes' | 'activation'>,
  probabilities: ArrayLike<number>,
): PredictionLine {
  return {
    text,
    class: classes[argmax(probabilities)]!,
    ...(activation === 'sigmoid' && { labels: classes.filter((_, k) => probabilities[k]! >= holdsFrom) }),
    probabilities: Object.fromEntries(classes.map((name, k) => [name, probabilities[k]!])),
  };
}
