import { required, choice, number, text } from '../options';
import { exportModel } from '../export/export-model';
import { runCommand } from './run-command';

await runCommand(
  {
    name: 'npm run export --',
    summary:
      'Writes a fine-tuned model as the page runs it: graphs, weights, tokenizer, golden outputs, manifest.',
    options: {
      model: required(text('DIR', 'training folder, or any fine-tuned ALBERT in the Hugging Face form')),
      out: required(text('DIR', 'folder to write, such as models/sentiment')),
      name: text('NAME', 'name of the model on the page (albert-lens-sentiment)'),
      precision: choice(['int8', 'float16', 'float32'], 'how matrices are stored'),
      temperature: number('T', 'divides the logits; "npm run calibrate" fits it (1)', { min: 0.01 }),
    },
  },
  async (options) => {
    const manifest = await exportModel(options.model, options.out, {
      name: options.name ?? 'albert-lens-sentiment',
      precision: options.precision,
      temperature: options.temperature ?? 1,
    });
    const bytes = Object.values(manifest.sizes).reduce((sum, size) => sum + size, 0);
    process.stderr.write(`${options.out}: version ${manifest.version}, ${(bytes / 1e6).toFixed(1)} MB\n`);
  },
);
