import { cpus } from 'node:os';
import { argmax } from '../../core/math/argmax';
import { measureConformalSets } from '../../core/metrics/conformal';
import { predict, type Predictions } from '../../core/prediction/predict';
import type { OpenModel } from '../../runtime/node/open-model';
import { readExamples } from '../data/read-examples';
import type { Reading } from '../data/read-rows';
import { measurableRows, measure, neutralClass } from '../evaluate/evaluate';
import type { ProgressLine } from '../../cli/progress-line';
import { ofTotal } from '../../core/text/count';
import { fileInFolder, mostComparedRows, type BothModels } from './both-models';
import type { CardRow } from './model-card';

/**
 * Measures an exported model and its float32 source on the same rows.
 * @param file labelled data. If no row of it is neutral, the answer neutral is left out
 */
export async function cardRow(
  { exported, float }: BothModels,
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
        onProgress: ({ texts }) => progress.show(`${file}: ${ofTotal(texts, rows.length, 'text', 'texts')}`),
      },
    );
  const quantised = await predictWith(exported);
  const reference = rows.length > mostComparedRows ? null : await predictWith(float);
  return {
    file: fileInFolder(file),
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
