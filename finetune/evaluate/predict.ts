import type { Classifier, ModelInput } from '../../core/attribution/model';
import { softmax } from '../../core/math/softmax';
import type { Tokenizer } from '../../core/text/types';
import { readingWindows } from '../../core/text/windows';

/** How a text longer than a row is treated: read whole in overlapping windows, or cut after its beginning. */
export const longTextModes = ['windows', 'truncate'] as const;
export type LongTextMode = (typeof longTextModes)[number];

export interface Predictor {
  readonly classifier: Pick<Classifier, 'logits'>;
  readonly tokenizer: Tokenizer;
}

export interface PredictOptions {
  readonly long: LongTextMode;
  /** Longest row in tokens, [CLS] and [SEP] included. */
  readonly maxTokens: number;
  readonly signal?: AbortSignal;
  /** Called as texts are done. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly texts: number;
  /** Tokens read, padding not counted. */
  readonly tokens: number;
}

export interface Predictions {
  /** A distribution over the classes for every text; the mean over the windows where there are several. */
  readonly probabilities: readonly Float64Array[];
  /** Texts longer than maxTokens. */
  readonly longTexts: number;
  readonly tokens: number;
}

/** Enough texts that rows of like length meet in a batch, few enough that their tokens take little memory. */
const CHUNK_TEXTS = 1024;

/** @throws DOMException "AbortError" when the signal is aborted */
export async function predict(
  { classifier, tokenizer }: Predictor,
  texts: readonly string[],
  { long, maxTokens, signal, onProgress }: PredictOptions,
): Promise<Predictions> {
  const probabilities: Float64Array[] = [];
  let longTexts = 0;
  let tokens = 0;
  for (let start = 0; start < texts.length; start += CHUNK_TEXTS) {
    const rows: ModelInput[] = [];
    /** Text by row: a text has several rows when it is read in windows. */
    const owners: number[] = [];
    for (let at = start; at < Math.min(start + CHUNK_TEXTS, texts.length); at++) {
      const { parts, whole } = rowsOf(tokenizer, texts[at]!, long, maxTokens);
      if (!whole) longTexts++;
      for (const ids of parts) {
        rows.push({ ids });
        owners.push(at);
        tokens += ids.length;
      }
    }
    const logits = await classifier.logits(rows, signal);
    probabilities.push(...meanByOwner(logits, owners));
    onProgress?.({ texts: probabilities.length, tokens });
  }
  return { probabilities, longTexts, tokens };
}

/** Token ids of a text, as one row or as several; `whole` when it fits in one. */
function rowsOf(
  tokenizer: Tokenizer,
  text: string,
  long: LongTextMode,
  maxTokens: number,
): { readonly parts: readonly Int32Array[]; readonly whole: boolean } {
  const tokenized = tokenizer.tokenize(text);
  const ids = Int32Array.from(tokenized.tokens, (token) => token.id);
  if (ids.length <= maxTokens) return { parts: [ids], whole: true };
  if (long === 'windows') {
    return {
      parts: readingWindows(tokenized, maxTokens).map((part) =>
        Int32Array.from(part.tokenized.tokens, (token) => token.id),
      ),
      whole: false,
    };
  }
  // As in training: the beginning, closed by [SEP].
  const head = ids.slice(0, maxTokens);
  head[maxTokens - 1] = tokenizer.special.sep;
  return { parts: [head], whole: false };
}

/** Mean distribution of neighbouring rows with the same owner. */
function meanByOwner(logits: readonly Float32Array[], owners: readonly number[]): Float64Array[] {
  const means: Float64Array[] = [];
  for (let row = 0; row < logits.length;) {
    const mean = new Float64Array(logits[row]!.length);
    const first = row;
    for (; row < logits.length && owners[row] === owners[first]; row++) {
      const probabilities = softmax(logits[row]!);
      for (let k = 0; k < mean.length; k++) mean[k]! += probabilities[k]!;
    }
    means.push(mean.map((sum) => sum / (row - first)));
  }
  return means;
}
