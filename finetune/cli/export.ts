import { join } from 'node:path';
import { exportModel } from '../export/export-model';
import { measureAttributions } from '../export/measure-attributions';
import { machineName, measureCard } from '../export/measure-card';
import { modelCard } from '../export/model-card';
import { readTraining } from '../export/training-facts';
import { calibrateOn } from '../evaluate/calibrate-on';
import { choice, number, required, text, texts, UsageError } from '../../cli/options';
import { writeWhole } from '../train/files';
import { ProgressLine } from '../../cli/progress-line';
import { runCommand } from '../../cli/run-command';

await runCommand(
  {
    name: 'npm run export --',
    summary:
      'Writes a fine-tuned model as the page runs it: graphs, weights, tokenizer, golden outputs, manifest and a model\n' +
      'card with the figures of the data it is given.',
    options: {
      model: required(text('DIR', 'training folder, or any fine-tuned ALBERT in the Hugging Face form')),
      out: required(text('DIR', 'folder to write, such as models/sentiment')),
      name: text('NAME', 'name of the model on the page (albert-lens-sentiment)'),
      precision: choice(['int8', 'float16', 'float32'], 'how matrices are stored'),
      temperature: number('T', 'divides the logits (1)', { min: 0.01 }),
      calibration: text('FILE', 'labelled data to fit the temperature on, in place of --temperature'),
      evaluation: texts('FILE', 'labelled data that the model card reports figures of'),
      attributions: text(
        'FILE',
        'texts on which the card compares attributions with those of the float32 model',
      ),
      'attribution-texts': number('N', 'how many of them (500)', { min: 1, whole: true }),
    },
  },
  async (options, signal) => {
    const { model, out, name, precision, temperature, calibration: file, evaluation } = options;
    if (file !== undefined && temperature !== undefined) {
      throw new UsageError('--calibration fits the temperature: leave --temperature out.');
    }
    const progress = new ProgressLine(process.stderr);
    const calibration = file === undefined ? null : await calibrateOn(model, file, progress, signal);
    const manifest = await exportModel(model, out, {
      name: name ?? 'albert-lens-sentiment',
      precision,
      temperature: calibration?.temperature ?? temperature ?? 1,
    });
    const card = modelCard({
      manifest,
      precision,
      calibration,
      training: await readTraining(model),
      rows: await measureCard(model, out, evaluation, progress, signal),
      attributions:
        options.attributions === undefined
          ? []
          : await measureAttributions(
              model,
              out,
              options.attributions,
              options['attribution-texts'] ?? 500,
              progress,
              signal,
            ),
      machine: machineName(),
      date: new Date().toISOString().slice(0, 10),
    });
    await writeWhole(join(out, 'README.md'), card);
    const bytes = Object.values(manifest.sizes).reduce((sum, size) => sum + size, 0);
    progress.say(`${out}: version ${manifest.version}, ${(bytes / 1e6).toFixed(1)} MB`);
  },
);
