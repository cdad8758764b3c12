import { cpus } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { argmax } from '../../core/metrics/classification';
import { openModel, type OpenModel } from '../../runtime/node/open-model';
import { SENTIMENT_CLASSES } from '../data/example';
import { readExamples } from '../data/read-examples';
import { measurableRows, measure } from '../evaluate/evaluate';
import { predict } from '../evaluate/predict';
import type { ProgressLine } from '../../cli/progress-line';
import type { CardRow } from './model-card';

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
  const [quantised, reference] = [await predictWith(exported), await predictWith(float)];
  const same = rows.filter(
    (_, row) => argmax(quantised.probabilities[row]!) === argmax(reference.probabilities[row]!),
  );
  return {
    file: join(basename(dirname(file)), basename(file)),
    binary,
    exported: measure(quantised, rows, binary),
    float: measure(reference, rows, binary),
    agreement: same.length / rows.length,
  };
}

/** "2 x Intel Xeon, onnxruntime-node on Node v20.20.2", for the card. */
export function machineName(): string {
  const processors = cpus();
  return `${processors.length} x ${processors[0]?.model.trim() ?? 'unknown processor'}, Node ${process.version}`;
}
