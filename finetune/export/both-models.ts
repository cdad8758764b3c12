import { basename, dirname, join } from 'node:path';
import type { ProgressLine } from '../../cli/progress-line';
import { openModel, type OpenModel } from '../../runtime/node/open-model';
import type { Reading } from '../data/read-rows';

/** A larger file is read by the exported model alone. The smaller files show what int8 costs. */
export const mostComparedRows = 15_000;

/** An exported model, and the float32 model that it came from. */
export interface BothModels {
  readonly exported: OpenModel;
  readonly float: OpenModel;
}

/** What the card says of both models on one file. */
export type CardRowOf<Row> = (
  models: BothModels,
  file: string,
  reading: Reading,
  progress: ProgressLine,
  signal: AbortSignal,
) => Promise<Row>;

/**
 * Measures both models on each file, one file after the other.
 * @param source folder of the float32 model
 * @param exported that of the exported one
 */
export async function measureBoth<Row>(
  source: string,
  exported: string,
  files: readonly string[],
  rowOf: (models: BothModels, file: string) => Promise<Row>,
): Promise<Row[]> {
  if (files.length === 0) return [];
  const models = { exported: await openModel(exported), float: await openModel(source) };
  try {
    const rows: Row[] = [];
    for (const file of files) rows.push(await rowOf(models, file));
    return rows;
  } finally {
    for (const model of Object.values(models)) await model.dispose();
  }
}

/** A file by its name and that of its folder, for the card. */
export function fileInFolder(file: string): string {
  return join(basename(dirname(file)), basename(file));
}
