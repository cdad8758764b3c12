import { cpus } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { argmax } from '../../core/math/argmax';
import { measureConformalSets } from '../../core/metrics/conformal';
import { predict, type Predictions } from '../../core/prediction/predict';
import { openModel, type OpenModel } from '../../runtime/node/open-model';
import { readExamples } from '../data/read-examples';
import type { Reading } from '../data/read-rows';
import { measurableRows, measure, neutralClass } from '../evaluate/evaluate';
import { ofTotal, type ProgressLine } from '../../cli/progress-line';
import { mostComparedRows } from './compared-rows';
import type { CardRow } from './model-card';

/**
 * Measures an exported model and its float32 source on the same rows.
 * @param files labelled data. If no row of a file is neutral, the answer neutral is left out for that file
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
        // The float model has the same length: its folder does not state one.
        maxTokens: exported.classifier.windowTokens,
        signal,
        onProgress: ({ texts }) => progress.show(`${file}: ${ofTotal(texts, rows.length, 'text')}`),
      },
    );
  const quantised = await predictWith(exported);
  const reference = rows.length > mostComparedRows ? null : await predictWith(float);
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
