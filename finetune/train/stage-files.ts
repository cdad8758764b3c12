import { stageRows, type StageRows } from '../../core/training/rows';
import { epochSeeds } from '../../core/training/seeds';
import { encodeRow } from '../../core/training/rows';
import type { ValidationRow } from '../../core/training/validation';
import type { Tokenizer } from '../../core/text/types';
import type { ProgressLine } from '../../cli/progress-line';
import { ofTotal } from '../../core/text/count';
import { readExamples, type ReadOptions } from '../data/read-examples';
import type { SeededPlan } from './plan';

export interface StageFilesOptions {
  readonly tokenizer: Tokenizer;
  /** How files are read, and the classes of their labels. */
  readonly reading: ReadOptions;
  readonly progress: ProgressLine;
  readonly signal?: AbortSignal;
}

/**
 * Reads the files of a stage, and tokenises the rows that its epochs draw from them.
 * @param index of the stage
 * @throws Error naming file and line of a row that cannot be learnt from
 * @throws DOMException "AbortError" when the signal is aborted
 */
export async function readStage(
  { stages, seed }: Pick<SeededPlan, 'stages' | 'seed'>,
  index: number,
  { tokenizer, reading, progress, signal }: StageFilesOptions,
): Promise<StageRows> {
  const { sources, ...settings } = stages[index]!;
  const data = [];
  for (const { file, weight, ownFile } of sources) {
    const texts = await readExamples(
      file,
      ownFile ? { classes: reading.classes, multiLabel: reading.multiLabel ?? false } : reading,
    );
    data.push({ texts, weight });
  }
  return stageRows(data, {
    settings,
    tokenizer,
    classes: reading.classes.length,
    seeds: epochSeeds(seed, index, settings.epochs),
    async onProgress(done, total) {
      progress.show(`stage ${settings.name}: ${ofTotal(done, total, 'row', 'rows')} read`);
      // The system delivers signals only between two tasks.
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    },
  });
}

/**
 * Reads the validation rows.
 * @throws Error when a row has no label: soft labels alone cannot validate
 */
export async function readValidation(
  file: string,
  maxLength: number,
  { tokenizer, reading }: Pick<StageFilesOptions, 'tokenizer' | 'reading'>,
): Promise<ValidationRow[]> {
  const examples = await readExamples(file, reading);
  return examples.map(({ text, label, holds }, row) => {
    const ids = encodeRow(tokenizer, text, maxLength);
    if (holds !== undefined) return { ids, holds };
    if (label !== undefined) return { ids, label };
    throw new Error(`${file}: row ${row + 1} has no label, which validation needs`);
  });
}
