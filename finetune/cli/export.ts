import { UsageError, choice, number, required, text, texts } from '../../cli/options';
import { ProgressLine } from '../../cli/progress-line';
import { kindsOfFile, labelledRowOptions, readingOf } from '../../cli/row-options';
import { runCommand } from '../../cli/run-command';
import { longestName, modelName } from '../../core/model/model-name';
import { exportDefaults, writeExport } from '../export/write-export';
import { requireWritable } from '../train/files';

await runCommand(
  {
    name: 'npm run export --',
    summary:
      'Writes a fine-tuned model as the page runs it: graphs, weights, tokenizer, golden outputs, manifest and a model\n' +
      'card with the figures of the data it is given.',
    options: {
      model: required(
        text(
          'DIR',
          'training folder, or any fine-tuned classifier in the Hugging Face form (see docs/models.md)',
        ),
      ),
      out: required(text('DIR', 'folder to write, such as models/sentiment')),
      name: text('NAME', 'name of the model on the page (that of its folder)'),
      language: text('CODE', 'language of the texts that it reads, such as en; card and manifest name it'),
      licence: text(
        'NAME',
        'the licence that the card names: an identifier such as apache-2.0, or the terms in words',
      ),
      terms: text('TEXT', "what the card says of the data's terms"),
      teacher: text('TEXT', 'what it says of whose soft labels the model learnt from'),
      aims: text('TEXT', 'what it says of the figures that were aimed at'),
      precision: choice(['int8', 'float16', 'float32'], 'how matrices are stored'),
      'window-tokens': number(
        'N',
        'longer texts are read in windows of so many tokens (what the model reads)',
        {
          min: 8,
          whole: true,
        },
      ),
      temperature: number('T', 'divides the logits (1)', { min: 0.01 }),
      calibration: text(
        'FILE',
        `labelled data to fit the temperature on, in place of --temperature: ${kindsOfFile}`,
      ),
      evaluation: texts('FILE', 'labelled data that the model card reports figures of'),
      attributions: text(
        'FILE',
        'texts on which the card compares attributions with those of the float32 model',
      ),
      ...labelledRowOptions,
      'attribution-texts': number('N', 'how many of them (500)', { min: 1, whole: true }),
    },
  },
  async (options, signal) => {
    const {
      model,
      out,
      name,
      language,
      licence,
      terms,
      teacher,
      aims,
      precision,
      temperature,
      calibration,
      evaluation,
      attributions,
    } = options;
    if (calibration !== undefined && temperature !== undefined) {
      throw new UsageError('--calibration fits the temperature: leave --temperature out.');
    }
    if (name !== undefined && modelName(name) !== name)
      throw new UsageError(`--name takes 1 to ${longestName} characters that can be seen.`);
    const { 'window-tokens': windowTokens, 'attribution-texts': attributionTexts } = options;
    const settings = {
      ...exportDefaults,
      ...(name !== undefined && { name }),
      ...(language !== undefined && { language }),
      ...(licence !== undefined && { licence }),
      ...(terms !== undefined && { terms }),
      ...(teacher !== undefined && { teacher }),
      ...(aims !== undefined && { aims }),
      precision,
      ...(windowTokens !== undefined && { windowTokens }),
      ...(temperature !== undefined && { temperature }),
      ...(calibration !== undefined && { calibration }),
      evaluation,
      reading: readingOf(options),
      ...(attributions !== undefined && { attributions }),
      ...(attributionTexts !== undefined && { attributionTexts }),
    };
    await requireWritable(out);
    await writeExport(model, out, settings, new ProgressLine(process.stderr), signal);
  },
);
