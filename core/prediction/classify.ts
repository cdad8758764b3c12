import { modelInput } from '../text/masking';
import type { TokenizedText } from '../text/types';
import { stretches, type LongText } from '../text/windows';
import type { Classifier } from '../model/classifier';
import { probabilitiesOf } from '../model/probabilities';

/** How a model classifies a text. */
export interface TextClassification {
  /**
   * The probability of each class, for the text, for its beginning, or as the mean over its windows. See
   * Classifier.activation.
   */
  readonly probabilities: readonly number[];
  /** Rows that were read. */
  readonly windows: number;
  /** Tokens of these rows together, special and repeated ones included. */
  readonly readTokens: number;
  /** Tokens of the text that were seen, special ones included. */
  readonly seenTokens: number;
}

export interface ClassifyControl {
  readonly signal?: AbortSignal;
  /** Called with the number of rows that have been read, and of all rows. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Rows between two reports of progress. */
const rowsAtOnce = 16;

/**
 * Classifies a text in the way in which it is explained: in one piece if it fits, else by its beginning or in windows.
 *
 * @throws DOMException "AbortError" within one batch of the signal being aborted
 */
export async function classify(
  model: Classifier,
  tokenized: TokenizedText,
  longText: LongText,
  { signal, onProgress }: ClassifyControl = {},
): Promise<TextClassification> {
  const parts = stretches(tokenized, longText, model);
  const probabilities = model.classes.map(() => 0);
  for (let start = 0; start < parts.length; start += rowsAtOnce) {
    const rows = parts.slice(start, start + rowsAtOnce).map((part) => modelInput(part.tokenized));
    for (const logits of await model.logits(rows, signal)) {
      probabilitiesOf(model, logits).forEach(
        (probability, k) => (probabilities[k]! += probability / parts.length),
      );
    }
    onProgress?.(start + rows.length, parts.length);
  }
  const [first] = parts;
  return {
    probabilities,
    windows: parts.length,
    readTokens: parts.reduce((sum, part) => sum + part.tokenized.tokens.length, 0),
    seenTokens: parts.length === 1 ? first!.tokenized.tokens.length : tokenized.tokens.length,
  };
}
