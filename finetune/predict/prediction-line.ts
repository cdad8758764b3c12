import type { LanguageNote } from '../../core/text/language-note';
import { verdictOf, type AnswerRule } from '../../core/prediction/verdict';

/** What a command says of a text, a line of JSON each. */
export interface PredictionLine {
  readonly text: string;
  /** The most probable one. */
  readonly class: string;
  /** Of a model whose classes each hold or not: those that hold, which may be none. */
  readonly labels?: readonly string[];
  /** The classes that may be meant, most probable first; only where they are more than one. */
  readonly couldBe?: readonly string[];
  /** By class. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** Only where the text is not in a language that the model has learnt: its class is not to be trusted. */
  readonly languageNote?: LanguageNote;
}

/**
 * @param classes of the model that read the text
 * @param rule which of them a reading leaves open
 * @param probabilities of the classes, in their order
 */
export function predictionLine(
  text: string,
  { classes, rule }: { readonly classes: readonly string[]; readonly rule: AnswerRule },
  probabilities: ArrayLike<number>,
): PredictionLine {
  const { classIndex, sureness, candidates } = verdictOf(probabilities, rule);
  return {
    text,
    class: classes[classIndex]!,
    ...(sureness === 'each' && { labels: classes.filter((_, k) => candidates.includes(k)) }),
    ...(sureness === 'open' && { couldBe: candidates.map((k) => classes[k]!) }),
    probabilities: Object.fromEntries(classes.map((name, k) => [name, probabilities[k]!])),
  };
}
