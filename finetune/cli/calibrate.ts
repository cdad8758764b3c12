import { devices } from '../../runtime/node/session';
import { calibrateOn } from '../evaluate/calibrate-on';
import { choice, number, required, text } from '../../cli/options';
import { ProgressLine } from '../../cli/progress-line';
import { kindsOfData, labelledRowOptions, readingOf } from '../../cli/row-options';
import { print } from '../../cli/output';
import { runCommand } from '../../cli/run-command';

await runCommand(
  {
    name: 'npm run calibrate --',
    summary:
      'Fits the temperature that makes probabilities the best calibrated, on rows that the model has not learnt from.\n' +
      'Give it to "npm run export -- --temperature".',
    options: {
      model: required(text('DIR', 'training folder or exported one')),
      data: required(text('FILE', `labelled data: ${kindsOfData}`)),
      ...labelledRowOptions,
      device: choice(devices, 'where it runs'),
      threads: number('N', 'threads of the CPU (all cores)', { min: 1, whole: true }),
    },
  },
  async ({ model, data, device, threads, ...values }, signal) => {
    const progress = new ProgressLine(process.stderr);
    const opening = { device, ...(threads !== undefined && { threads }) };
    const reading = readingOf(values);
    const found = await calibrateOn(model, data, progress, signal, opening, reading);
    const { temperature, before, after } = found;
    await print(
      `temperature ${temperature.toFixed(4)}: calibration error ${(100 * before).toFixed(2)} before, ` +
        `${(100 * after).toFixed(2)} after\n`,
    );
  },
);
