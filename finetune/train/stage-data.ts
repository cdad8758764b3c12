import type { Tokenizer } from '../../core/text/types';
import { readExamples } from '../data/read-examples';
import { targetsOf } from '../data/targets';
import type { Stage } from './plan';
import type { ProgressLine } from '../../cli/progress-line';

/** A stage's rows, tokenised: the parallel arrays that batches index. */
export interface StageData {
  readonly ids: readonly Int32Array[];
  readonly targets: readonly Float32Array[];
  readonly rowWeights: readonly number[];
  /** Which rows each source holds. */
  readonly sources: readonly { readonly start: number; readonly count: number; readonly weight: number }[];
}

export interface LoadControl {
  readonly progress: ProgressLine;
  readonly signal?: AbortSignal;
}

const ROWS_BETWEEN_CHECKS = 2000;

/**
 * @throws Error naming file and line of a row that cannot be learnt from
 * @throws DOMException "AbortError" when the signal is aborted
 */
export async function loadStage(
  stage: Stage,
  tokenizer: Tokenizer,
  { progress, signal }: LoadControl,
): Promise<StageData> {
  const ids: Int32Array[] = [];
  const targets: Float32Array[] = [];
  const sources = [];
  for (const { file, weight } of stage.sources) {
    const start = ids.length;
    for (const example of await readExamples(file)) {
      ids.push(encode(tokenizer, example.text, stage.maxLength));
      targets.push(targetsOf(example, stage));
      if (ids.length % ROWS_BETWEEN_CHECKS === 0) {
        progress.show(`stage ${stage.name}: ${ids.length} rows read`);
        // Signals are delivered between tasks only.
        await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
      }
    }
    sources.push({ start, count: ids.length - start, weight });
  }
  if (ids.length === 0) throw new Error(`stage ${stage.name} has no rows to learn from`);
  const rowWeights = targets.map((target) => stage.classWeights[target.indexOf(Math.max(...target))] ?? 1);
  return { ids, targets, rowWeights, sources };
}

/** Token ids of a text, cut to `maxLength` with [SEP] kept at the end. */
export function encode(tokenizer: Tokenizer, text: string, maxLength: number): Int32Array {
  const ids = Int32Array.from(tokenizer.tokenize(text).tokens, ({ id }) => id);
  if (ids.length <= maxLength) return ids;
  const cut = ids.slice(0, maxLength);
  cut[maxLength - 1] = tokenizer.special.sep;
  return cut;
}
