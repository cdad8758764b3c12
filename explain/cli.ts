import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { Analysis } from '../core/analysis/analysis';
import { outputField, topKField } from '../core/analysis/fields';
import { explanationDocument, type Explained } from '../core/analysis/document';
import { commonFields, removal as removalField } from '../core/attribution/settings/shared';
import { runCommand } from '../cli/run-command';
import { choice, number, text, texts, toggle, UsageError } from '../cli/options';
import { shippedModel } from '../finetune/shipped-model';
import { ProgressLine } from '../cli/progress-line';
import { openModel } from '../runtime/node/open-model';
import { devices } from '../runtime/node/session';
import { readBackground } from './background';
import { classOption } from './class-option';
import { explainText, identityOf } from './explain-text';
import { choiceOption, defaultMethods, methodsOption, requestsOf, settingOptions } from './methods-option';
import { finishedLines, type WrittenDocument } from './resume';
import { readTexts } from './rows';
import { Summary } from './summary';
import { comparisonTable } from './table';

await runCommand(
  {
    name: 'npm run explain --',
    summary: 'Explains what a model makes of a text, by several methods side by side.',
    positional: 'text',
    options: {
      text: texts('TEXT', 'the text'),
      data: text('FILE', 'texts instead: .jsonl or .csv with a "text", plain or .gz'),
      model: text(
        'DIR',
        'an exported model, or a Hugging Face folder of an ALBERT or BERT (the shipped one)',
      ),
      methods: text('NAMES', `with commas between them (${defaultMethods.join(',')})`),
      class: text('CLASS', 'number or name of a class, or predicted (predicted)'),
      output: choiceOption(outputField),
      unit: choiceOption(commonFields.unit),
      long: choiceOption(commonFields.longText),
      ...settingOptions,
      'top-k': number('N', `${topKField.help} (${topKField.default})`, { min: topKField.least, whole: true }),
      assess: toggle('measure faithfulness and stability too; in the JSON document'),
      json: toggle('print one JSON document a text'),
      out: text('FILE', 'with --data: write JSON Lines here; started again, it goes on where it stopped'),
      summary: text('FILE', 'with --data: write averages over the texts here, with intervals'),
      device: choice(devices, 'where it runs'),
      threads: number('N', 'threads of the CPU (all cores)', { min: 1, whole: true }),
    },
  },
  async (options, signal) => {
    const { data, out, json } = options;
    if ((data === undefined) === (options.text.length === 0)) {
      throw new UsageError('Give a TEXT or --data FILE, one of the two.');
    }
    for (const name of ['out', 'summary'] as const) {
      if (options[name] !== undefined && data === undefined)
        throw new UsageError(`--${name} goes with --data.`);
    }
    const seed = options.seed ?? 0;
    const { threads, device } = options;
    const methods = requestsOf(methodsOption(options.methods), options);

    const folder = options.model ?? shippedModel;
    const model = await openModel(folder, { device, ...(threads !== undefined && { threads }) });
    const progress = new ProgressLine(process.stderr);
    try {
      const analysis = new Analysis(model.classifier, model.tokenizer, await readBackground(folder, model));
      const settings = {
        methods,
        classes: model.classifier.classes,
        model: identityOf(folder, model),
        classIndex: classOption(options.class ?? 'predicted', model.classifier.classes),
        output: options.output,
        unit: options.unit,
        longText: options.long,
        topK: options['top-k'] ?? topKField.default,
        assess: options.assess ? { removal: options.removal ?? removalField.default, seed } : null,
      };
      const explained = (row: string, name: string): Promise<Explained> =>
        explainText(analysis, row, settings, signal, ({ method, progress: { done, total } }) =>
          progress.show(`${name}${method}: ${done} of ${total} evaluations`),
        );

      if (data === undefined) {
        const result = await explained(options.text.join(' '), '');
        progress.clear();
        process.stdout.write(json ? jsonText(result) : tableText(result));
        return;
      }
      const summary = new Summary(seed);
      let written = '';
      const take = (document: WrittenDocument): void => {
        written = document.text;
        if (options.summary !== undefined) summary.add(document);
      };
      const skip = out === undefined ? 0 : await finishedLines(out, take);
      const stream = out === undefined ? process.stdout : createWriteStream(out, { flags: 'a' });
      let row = 0;
      for await (const rowText of readTexts(data)) {
        row++;
        if (row <= skip) {
          if (row === skip && rowText !== written) {
            throw new Error(`${out} was not made from ${data}: its line ${row} explains another text.`);
          }
          continue;
        }
        const result = await explained(rowText, `row ${row}, `).catch((cause: Error) => {
          throw signal.aborted ? cause : new Error(`${data}, row ${row}: ${cause.message}`, { cause });
        });
        take(explanationDocument(result));
        const isTable = !json && out === undefined;
        // Waiting for slow readers is what keeps memory constant.
        if (!stream.write(isTable ? tableText(result) : jsonLine(result))) await once(stream, 'drain');
      }
      progress.clear();
      if (stream !== process.stdout) {
        stream.end();
        await once(stream, 'finish');
      }
      if (options.summary !== undefined) {
        await writeFile(options.summary, `${JSON.stringify(summary, null, 2)}\n`);
      }
    } finally {
      await model.dispose();
    }
  },
);

function jsonText(result: Explained): string {
  return `${JSON.stringify(explanationDocument(result), null, 2)}\n`;
}

function jsonLine(result: Explained): string {
  return `${JSON.stringify(explanationDocument(result))}\n`;
}

function tableText(result: Explained): string {
  const { text, class: className } = explanationDocument(result);
  const colours = process.stdout.isTTY && !process.env.NO_COLOR;
  return comparisonTable(text, result.comparison, { className, colours });
}
