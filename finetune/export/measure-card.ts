import { cpus } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { argmax } from '../../core/metrics/classification';
import { openModel, type OpenModel } from '../../runtime/node/open-model';
import { SENTIMENT_CLASSES } from '../data/example';
import { readExamples } from '../data/read-examples';
import { measurableRows, measure } from '../evaluate/evaluate';
import { predict, type Predictions } from '../evaluate/predict';
import type { ProgressLine } from '../../cli/progress-line';
import type { CardRow } from './model-card';

/** Larger files are read by the exported model alone: what int8 costs is known from the others. */
const MOST_COMPARED_ROWS = 15_000;

/**
 * Measures an exported model and its float32 source on the same rows.
 * @param files labelled data; a file whose rows hold no neutral is measured without that answer
 */
export async function measureCard(
  source: string,
  exported: string,
  files: readonly string[],
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<CardRow[]> {
  const models = [await openModel(exported), await openModel(source)] as const;
  try {
    const rows: CardRow[] = [];
    for (const file of files) rows.push(await measureFile(models, file, progress, signal));
    return rows;
  } finally {
    for (const model of models) await model.dispose();
  }
}

async function measureFile(
  [exported, float]: readonly [OpenModel, OpenModel],
  file: string,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<CardRow> {
  const examples = await readExamples(file);
  const binary = examples.every(({ label }) => label !== SENTIMENT_CLASSES.indexOf('neutral'));
  const rows = measurableRows(examples, binary);
  const predictWith = (model: OpenModel) =>
    predict(
      model,
      rows.map(({ text }) => text),
      {
        long: 'windows',
        // A training folder states no length of its own.
        maxTokens: exported.classifier.windowTokens,
        signal,
        onProgress: ({ texts }) => progress.show(`${file}: ${texts} of ${rows.length} texts`),
      },
    );
  const quantised = await predictWith(exported);
  const reference = rows.length > MOST_COMPARED_ROWS ? null : await predictWith(float);
  return {
    file: join(basename(dirname(file)), basename(file)),
    binary,
    exported: measure(quantised, rows, binary),
    float: reference && measure(reference, rows, binary),
    agreement: reference && shareOfSameLabels(quantised, reference),
  };
}

function shareOfSameLabels(a: Predictions, b: Predictions): number {
  const same = a.probabilities.filter((row, index) => argmax(row) === argmax(b.probabilities[index]!));
  return same.length / a.probabilities.length;
}

/** "2 x Intel Xeon, Node v20.20.2", for the card. */
export function machineName(): string {
  const processors = cpus();
  return `${processors.length} x ${processors[0]?.model.trim() ?? 'unknown processor'}, Node ${process.version}`;
}
