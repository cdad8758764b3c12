import { Random } from '../../core/math/random';
import type { Tokenizer } from '../../core/text/types';
import { readExamples } from '../data/read-examples';
import { targetsOf } from '../data/targets';
import type { Stage } from './plan';
import type { ProgressLine } from '../../cli/progress-line';
import { drawRows } from './schedule';

/** A stage's rows: the parallel arrays that batches index. */
export interface StageData {
  /** Token ids; empty for a row that no epoch draws. */
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
 * Reads a stage's files, and tokenises the rows that its epochs draw.
 * @param classes the model's
 * @param epochSeeds those that the epochs' batches are made from
 * @throws Error naming file and line of a row that cannot be learnt from
 * @throws DOMException "AbortError" when the signal is aborted
 */
export async function loadStage(
  stage: Stage,
  tokenizer: Tokenizer,
  classes: readonly string[],
  epochSeeds: readonly number[],
  { progress, signal }: LoadControl,
): Promise<StageData> {
  const texts: string[] = [];
  const targets: Float32Array[] = [];
  const sources: StageData['sources'][number][] = [];
  for (const { file, weight } of stage.sources) {
    const start = texts.length;
    for (const example of await readExamples(file, { classes })) {
      texts.push(example.text);
      targets.push(targetsOf(example, classes.length, stage));
    }
    sources.push({ start, count: texts.length - start, weight });
  }
  if (texts.length === 0) throw new Error(`stage ${stage.name} has no rows to learn from`);
  const drawn = new Set(epochSeeds.flatMap((seed) => drawRows(sources, new Random(seed))));
  const ids = new Array<Int32Array>(texts.length).fill(new Int32Array(0));
  let done = 0;
  for (const row of drawn) {
    ids[row] = encode(tokenizer, texts[row]!, stage.maxLength);
    if (++done % ROWS_BETWEEN_CHECKS === 0) {
      progress.show(`stage ${stage.name}: ${done} of ${drawn.size} rows read`);
      // Signals are delivered between tasks only.
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    }
  }
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
