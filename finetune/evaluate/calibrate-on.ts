import { openModel, type OpenOptions } from '../../runtime/node/open-model';
import { predict } from '../../core/prediction/predict';
import type { OutputActivation } from '../../core/model/classifier';
import { readExamples } from '../data/read-examples';
import type { Reading } from '../data/read-rows';
import type { ProgressLine } from '../../cli/progress-line';
import { ofTotal } from '../../core/text/count';
import { calibrate, type Calibration } from './calibrate';
import { measurableRows } from './evaluate';

/**
 * Fits the temperature and the conformal sets of a model to a file of labelled rows.
 * @throws Error when the model cannot be opened, or a row has no label
 */
export async function calibrateOn(
  folder: string,
  file: string,
  progress: ProgressLine,
  signal: AbortSignal,
  options: OpenOptions = {},
  reading: Reading = {},
): Promise<Calibration> {
  const model = await openModel(folder, options);
  try {
    const { activation, classes } = model.classifier;
    requireFittable(activation);
    const rows = measurableRows(
      await readExamples(file, { report: (sentence) => progress.say(sentence), ...reading, classes }),
    );
    const { probabilities } = await predict(
      model,
      rows.map(({ text }) => text),
      {
        long: 'windows',
        maxTokens: model.classifier.windowTokens,
        signal,
        onProgress: ({ texts }) => progress.show(ofTotal(texts, rows.length, 'text', 'texts')),
      },
    );
    return calibrate(
      probabilities,
      rows.map(({ label }) => label),
      model.temperature,
    );
  } finally {
    await model.dispose();
  }
}

/** @throws Error for a model whose classes each hold or not */
export function requireFittable(activation: OutputActivation = 'softmax'): void {
  if (activation === 'softmax') return;
  throw new Error(
    'a temperature is fitted to models that choose one of their classes, and each label of this one holds or not by itself: leave the calibration out',
  );
}
