import { openModel } from '../../runtime/node/open-model';
import { devices } from '../../runtime/node/session';
import { readExamples } from '../data/read-examples';
import { calibrate } from '../evaluate/calibrate';
import { predict } from '../evaluate/predict';
import { choice, number, required, text } from '../options';
import { ProgressLine } from '../train/progress-line';
import { runCommand } from './run-command';

await runCommand(
  {
    name: 'npm run calibrate --',
    summary:
      'Fits the temperature that makes probabilities the best calibrated, on rows that the model has not learnt from.\n' +
      'Give it to "npm run export -- --temperature".',
    options: {
      model: required(text('DIR', 'training folder or exported one')),
      data: required(text('FILE', 'labelled data: .jsonl or .csv, plain or .gz')),
      device: choice(devices, 'where it runs'),
      threads: number('N', 'threads of the CPU (all cores)', { min: 1, whole: true }),
    },
  },
  async ({ model: folder, data, device, threads }, signal) => {
    const model = await openModel(folder, { device, ...(threads !== undefined && { threads }) });
    try {
      const examples = await readExamples(data);
      const labels = examples.map(({ label }, row) => {
        if (label === undefined) throw new Error(`${data}: row ${row + 1} has no label to be held against.`);
        return label;
      });
      const progress = new ProgressLine(process.stderr);
      const { probabilities } = await predict(
        model,
        examples.map((example) => example.text),
        {
          long: 'truncate',
          maxTokens: model.classifier.maxTokens,
          signal,
          onProgress: ({ texts }) => progress.show(`${texts} of ${examples.length} texts`),
        },
      );
      const { temperature, before, after } = calibrate(probabilities, labels, model.temperature);
      progress.say(`${examples.length} texts`);
      process.stdout.write(
        `temperature ${temperature.toFixed(4)}: calibration error ${(100 * before).toFixed(2)} before, ` +
          `${(100 * after).toFixed(2)} after\n`,
      );
    } finally {
      await model.dispose();
    }
  },
);
