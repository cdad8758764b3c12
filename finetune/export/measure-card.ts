import { cpus } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { argmax } from '../../core/math/argmax';
import { measureConformalSets } from '../../core/metrics/conformal';
import { predict, type Predictions } from '../../core/prediction/predict';
import { openModel, type OpenModel } from '../../runtime/node/open-model';
import { readExamples } from '../data/read-examples';
import type { Reading } from '../data/read-rows';
import { measurableRows, measure, neutralClass } from '../evaluate/evaluate';
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
  reading: Reading,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<CardRow[]> {
  const models = [await openModel(exported), await openModel(source)] as const;
  try {
    const rows: CardRow[] = [];
    for (const file of files) rows.push(await measureFile(models, file, reading, progress, signal));
    return rows;
  } finally {
    for (const model of models) await model.dispose();
  }
}

async function measureFile(
  [exported, float]: readonly [OpenModel, OpenModel],
  file: string,
  reading: Reading,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<CardRow> {
  const { classes } = exported.classifier;
  const sets = exported.manifest?.conformalSets;
  const examples = await readExamples(file, { ...reading, classes });
  const neutral = neutralClass(classes);
  const without = examples.some(({ label }) => label === neutral) ? null : neutral;
  const rows = measurableRows(examples, without);
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
    binary: without !== null,
    exported: measure(quantised, rows, classes, without),
    float: reference && measure(reference, rows, classes, without),
    agreement: reference && shareOfSameLabels(quantised, reference),
    open: sets
      ? measureConformalSets(
          quantised.probabilities,
          rows.map(({ label }) => label),
          sets,
        )
      : null,
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
