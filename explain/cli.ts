import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { longTextModes } from '../core/text/windows';
import { runCommand } from '../cli/run-command';
import { choice, number, text, texts, toggle, UsageError } from '../cli/options';
import { shippedModel } from '../finetune/shipped-model';
import { ProgressLine } from '../cli/progress-line';
import { openModel } from '../runtime/node/open-model';
import { devices } from '../runtime/node/session';
import { readBackground } from './background';
import { classOption } from './class-option';
import { explainText, explanationDocument, type ExplainedText } from './explain-text';
import { defaultMethods, methodRequests } from './methods-option';
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
      output: choice(['probability', 'logit'], 'what is explained'),
      unit: choice(['word', 'token'], 'what values are given to'),
      long: choice(longTextModes, 'longer texts: all of them in overlapping windows, or their beginning'),
      removal: choice(['mask', 'pad', 'delete'], 'what becomes of a removed word'),
      baseline: choice(['pad', 'mask', 'zero', 'mean'], 'what Integrated Gradients starts from'),
      estimator: choice(
        ['interpolation', 'regression'],
        'how KernelSHAP and leverage sampling make values of coalitions',
      ),
      evaluations: number('N', 'rows that SHAP methods evaluate, samples of LIME (2 M + 2048; 5000)', {
        min: 4,
        whole: true,
      }),
      steps: number('N', 'steps of Integrated Gradients (50, doubled while they are too few)', {
        min: 1,
        whole: true,
      }),
      seed: number('N', 'of the random numbers (0)', { min: 0, max: 0xffffffff, whole: true }),
      'top-k': number('N', 'words in the top that methods are compared by (5)', { min: 1, whole: true }),
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
    const {
      evaluations,
      steps,
      removal,
      baseline,
      estimator,
      unit,
      long: longText,
      threads,
      device,
    } = options;
    const requests = methodRequests(options.methods?.split(',') ?? defaultMethods, {
      removal,
      baseline,
      estimator,
      seed,
      evaluations,
      steps,
    });
    const topK = options['top-k'] ?? 5;

    const folder = options.model ?? shippedModel;
    const model = await openModel(folder, { device, ...(threads !== undefined && { threads }) });
    const progress = new ProgressLine(process.stderr);
    try {
      const settings = {
        requests,
        classIndex: classOption(options.class ?? 'predicted', model.classifier.classes),
        output: options.output,
        background: await readBackground(folder, model),
        unit,
        longText,
        topK,
        assess: options.assess ? { unit, longText, removal, topK, seed } : null,
      };
      const explained = (row: string, name: string): Promise<ExplainedText> =>
        explainText(model, row, settings, signal, ({ method, progress: { done, total } }) =>
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

function jsonText(result: ExplainedText): string {
  return `${JSON.stringify(explanationDocument(result), null, 2)}\n`;
}

function jsonLine(result: ExplainedText): string {
  return `${JSON.stringify(explanationDocument(result))}\n`;
}

function tableText({ text, className, comparison }: ExplainedText): string {
  const colours = process.stdout.isTTY && !process.env.NO_COLOR;
  return comparisonTable(text, comparison, { className, colours });
}
