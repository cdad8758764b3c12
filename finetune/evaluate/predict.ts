import type { Classifier, ModelInput } from '../../core/model/classifier';
import { probabilitiesOf } from '../../core/model/probabilities';
import type { Tokenizer } from '../../core/text/types';
import { modelInput } from '../../core/text/masking';
import { stretches, type LongText } from '../../core/text/windows';

export interface Predictor {
  readonly classifier: Pick<Classifier, 'logits' | 'activation'>;
  readonly tokenizer: Tokenizer;
}

export interface PredictOptions {
  readonly long: LongText;
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
  /** The classes' probabilities for every text; the mean over the windows where there are several. */
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
      const tokenized = tokenizer.tokenize(texts[at]!);
      if (tokenized.tokens.length > maxTokens) longTexts++;
      for (const stretch of stretches(tokenized, long, { maxTokens, windowTokens: maxTokens })) {
        const row = modelInput(stretch.tokenized);
        rows.push(row);
        owners.push(at);
        tokens += row.ids.length;
      }
    }
    const logits = await classifier.logits(rows, signal);
    probabilities.push(
      ...meanByOwner(
        logits.map((row) => probabilitiesOf(classifier, row)),
        owners,
      ),
    );
    onProgress?.({ texts: probabilities.length, tokens });
  }
  return { probabilities, longTexts, tokens };
}

/** Mean of neighbouring rows with the same owner. */
function meanByOwner(rows: readonly Float64Array[], owners: readonly number[]): Float64Array[] {
  const means: Float64Array[] = [];
  for (let row = 0; row < rows.length;) {
    const mean = new Float64Array(rows[row]!.length);
    const first = row;
    for (; row < rows.length && owners[row] === owners[first]; row++) {
      for (let k = 0; k < mean.length; k++) mean[k]! += rows[row]![k]!;
    }
    means.push(mean.map((sum) => sum / (row - first)));
  }
  return means;
}
