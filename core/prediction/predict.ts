import type { Classifier, ModelInput } from '../model/classifier';
import { probabilitiesOf } from '../model/probabilities';
import type { Tokenizer } from '../text/types';
import { modelInput } from '../text/masking';
import { stretches, type LongText } from '../text/windows';

/** A model and tokenizer that read texts, with the names of the classes. */
export interface Predictor {
  readonly classifier: Pick<Classifier, 'activation' | 'classes' | 'logits'>;
  readonly tokenizer: Tokenizer;
}

export interface PredictOptions {
  readonly long: LongText;
  /** Longest row in tokens, [CLS] and [SEP] included. */
  readonly maxTokens: number;
  /**
   * Read rows of one length together and no others, so that a text's probabilities are the same to the last bit whatever
   * texts stand beside it; somewhat slower. Default: false.
   */
  readonly alone?: boolean;
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
  /** The probability of each class, for every text. If a text has several windows, it is their mean. */
  readonly probabilities: readonly Float64Array[];
  /** Texts longer than maxTokens. */
  readonly longTexts: number;
  readonly tokens: number;
}

/**
 * So many texts are tokenised at once: enough that rows of similar length meet in a batch, few enough that their tokens
 * take little memory.
 */
const CHUNK_TEXTS = 1024;

/**
 * Classifies many texts, in batches of similar length.
 * @throws DOMException "AbortError" when the signal is aborted
 * @throws Error when the model gives another number of logits than it has classes
 */
export async function predict(
  { classifier, tokenizer }: Predictor,
  texts: readonly string[],
  { long, maxTokens, alone = false, signal, onProgress }: PredictOptions,
): Promise<Predictions> {
  const probabilities: Float64Array[] = [];
  let longTexts = 0;
  let tokens = 0;
  for (let start = 0; start < texts.length; start += CHUNK_TEXTS) {
    const rows: ModelInput[] = [];
    /** For each row, the index of its text. A text that is read in windows has several rows. */
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
    const logits = await (alone ? byLength : together)(classifier, rows, signal);
    const [first] = logits;
    if (first && first.length !== classifier.classes.length) {
      throw new Error(
        `the model gives ${first.length} logits and names ${classifier.classes.length} classes`,
      );
    }
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

type ReadRows = (
  classifier: Predictor['classifier'],
  rows: readonly ModelInput[],
  signal: AbortSignal | undefined,
) => Promise<Float32Array[]>;

const together: ReadRows = (classifier, rows, signal) => classifier.logits(rows, signal);

/** Padding changes the last bits of what is beside it: there is none where all rows are of one length. */
const byLength: ReadRows = async (classifier, rows, signal) => {
  const places = new Map<number, number[]>();
  rows.forEach(({ ids: { length } }, at) => places.set(length, [...(places.get(length) ?? []), at]));
  const logits = new Array<Float32Array>(rows.length);
  for (const alike of places.values()) {
    const answers = await classifier.logits(
      alike.map((at) => rows[at]!),
      signal,
    );
    alike.forEach((at, i) => (logits[at] = answers[i]!));
  }
  return logits;
};

/** The mean of neighbouring rows of the same text. */
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
