import type { Tokenizer } from '../text/types';
import { drawnRows, type RowSource } from './epochs';
import type { StageSettings } from './settings';
import { targetsOf, type Labels } from './targets';

/** The rows of a stage, as parallel arrays. Batches are indices in them. */
export interface StageRows {
  /** Token ids; empty for a row that no epoch draws. */
  readonly ids: readonly Int32Array[];
  /** For each row, a distribution over the classes. */
  readonly targets: readonly Float32Array[];
  readonly rowWeights: readonly number[];
  /** The rows of each source. */
  readonly sources: readonly RowSource[];
}

export interface LabelledText extends Labels {
  readonly text: string;
}

export interface RowsOptions {
  readonly settings: StageSettings;
  readonly tokenizer: Tokenizer;
  /** How many classes there are. */
  readonly classes: number;
  /** The seeds of the epochs. Only rows that an epoch draws are tokenised. */
  readonly seeds: readonly number[];
  /** Called from time to time; the work waits for it, so that the thread can do something else. */
  readonly onProgress?: (done: number, total: number) => Promise<void>;
}

const ROWS_BETWEEN_REPORTS = 2000;

/** Makes the rows of a stage from texts with labels. */
export async function stageRows(
  data: readonly { readonly texts: readonly LabelledText[]; readonly weight: number }[],
  { settings, tokenizer, classes, seeds, onProgress }: RowsOptions,
): Promise<StageRows> {
  const texts: string[] = [];
  const targets: Float32Array[] = [];
  const sources: RowSource[] = [];
  for (const { texts: rows, weight } of data) {
    sources.push({ start: texts.length, count: rows.length, weight });
    for (const row of rows) {
      texts.push(row.text);
      targets.push(targetsOf(row, classes, settings));
    }
  }
  const drawn = drawnRows(sources, seeds);
  const ids = new Array<Int32Array>(texts.length).fill(new Int32Array(0));
  let done = 0;
  for (const row of drawn) {
    ids[row] = encodeRow(tokenizer, texts[row]!, settings.maxLength);
    if (++done % ROWS_BETWEEN_REPORTS === 0) await onProgress?.(done, drawn.size);
  }
  return { ids, targets, rowWeights: targets.map((target) => rowWeight(target, settings)), sources };
}

function rowWeight(target: Float32Array, { classWeights }: StageSettings): number {
  return classWeights?.[target.indexOf(Math.max(...target))] ?? 1;
}

/** Token ids of a text, cut to `maxLength` with [SEP] kept at the end. */
export function encodeRow(tokenizer: Tokenizer, text: string, maxLength: number): Int32Array {
  const ids = Int32Array.from(tokenizer.tokenize(text).tokens, ({ id }) => id);
  if (ids.length <= maxLength) return ids;
  const cut = ids.slice(0, maxLength);
  cut[maxLength - 1] = tokenizer.special.sep;
  return cut;
}
