import type { LanguageNote } from '../../core/text/language-note';
import { argmax } from '../../core/math/argmax';

/** What a command says of a text, a line of JSON each. */
export interface PredictionLine {
  readonly text: string;
  /** The most probable one. */
  readonly class: string;
  /** By class. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** Only where the text is not in a language that the model has learnt: its class is not to be trusted. */
  readonly languageNote?: LanguageNote;
}

/** @param probabilities of the classes, in their order */
export function predictionLine(
  text: string,
  classes: readonly string[],
  probabilities: ArrayLike<number>,
): PredictionLine {
  return {
    text,
    class: classes[argmax(probabilities)]!,
    probabilities: Object.fromEntries(classes.map((name, k) => [name, probabilities[k]!])),
  };
}
