import { fstatSync } from 'node:fs';
import { basename } from 'node:path';
import { longTextModes } from '../core/text/windows';
import { runCommand } from '../cli/run-command';
import { choice, number, text, texts, toggle, UsageError } from '../cli/options';
import { print, requireWritableFile, standardOutput, writeText } from '../cli/output';
import { kindsOfData, readingOf, textRowOptions } from '../cli/row-options';
import { standardInput } from '../finetune/data/file-bytes';
import { shippedModel } from '../finetune/shipped-model';
import { ProgressLine } from '../cli/progress-line';
import { openModel } from '../runtime/node/open-model';
import { devices } from '../runtime/node/session';
import { readBackground } from './background';
import { classOption } from './class-option';
import { explainText, explanationDocument, type ExplainedText } from './explain-text';
import { defaultMethods, methodRequests } from './methods-option';
import { explainRows } from './explain-rows';
import { modelIdentity } from './model-identity';
import { ExplanationFile } from './resume';
import { Summary } from './summary';
import { comparisonTable } from './table';

await runCommand(
  {
    name: 'npm run explain --',
    summary: 'Explains what a model makes of a text, by several methods side by side.',
    positional: 'text',
    options: {
      text: texts('TEXT', 'the text; one that begins with "-" comes behind "--"'),
      data: text('FILE', `texts instead: ${kindsOfData}, which is read where there is no TEXT`),
      ...textRowOptions,
      model: text('DIR', 'an exported model, or a Hugging Face ALBERT folder (the shipped one)'),
      methods: text('NAMES', `with commas between them (${defaultMethods.join(',')})`),
      class: text('CLASS', 'name or number of a class, or predicted (predicted)'),
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
      out: text(
        'FILE',
        'with texts of a file: write JSON Lines here; started again, it goes on where it stopped',
      ),
      summary: text('FILE', 'with texts of a file: write averages over the texts here, with intervals'),
      device: choice(devices, 'where it runs'),
      threads: number('N', 'threads of the CPU (all cores)', { min: 1, whole: true }),
    },
  },
  async (options, signal) => {
    const { json, summary: summaryFile } = options;
    const data = dataOf(options);
    const out = options.out === standardOutput ? undefined : options.out;
    for (const name of ['out', 'summary'] as const) {
      if (options[name] !== undefined && data === undefined)
        throw new UsageError(`--${name} goes with texts of a file.`);
    }
    for (const file of [out, summaryFile]) if (file !== undefined) await requireWritableFile(file);
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

      const identity = await modelIdentity(folder, model);
      const toDocument = (result: ExplainedText) => ({ model: identity, ...explanationDocument(result) });
      if (data === undefined) {
        const result = await explained(options.text.join(' '), '');
        progress.clear();
        await print(json ? `${JSON.stringify(toDocument(result), null, 2)}\n` : tableText(result));
        return;
      }
      const reading = readingOf(options);
      const { textColumn, delimiter, encoding, skipBad } = reading;
      // Undefined and left out are the same in the file that keeps this.
      const made = {
        model: identity,
        settings: { ...settings, background: undefined },
        data: { file: basename(data), textColumn, delimiter, encoding, skipBad },
      };
      const file = out === undefined ? null : await ExplanationFile.open(out, made);
      const summary = new Summary(seed);
      const isTable = !json && options.out === undefined;
      await explainRows(
        data,
        file,
        {
          reading,
          explain: explained,
          hasWords: (row) => model.tokenizer.tokenize(row).words.length > 0,
          report: (sentence) => progress.say(sentence),
          signal,
        },
        toDocument,
        {
          written: (document) => summary.add(document),
          async made(document, result) {
            if (summaryFile !== undefined) summary.add(document);
            if (file) await file.append(document);
            else await print(isTable ? tableText(result) : `${JSON.stringify(document)}\n`);
          },
        },
      );
      progress.clear();
      await file?.close();
      if (summaryFile !== undefined) await writeText(summaryFile, `${JSON.stringify(summary, null, 2)}\n`);
    } finally {
      await model.dispose();
    }
  },
);

/** The file of texts: what --data says, or standard input where something comes from there; undefined for a TEXT. */
function dataOf({
  data,
  text: words,
}: {
  readonly data: string | undefined;
  readonly text: readonly string[];
}) {
  if (data !== undefined && words.length > 0)
    throw new UsageError('Give a TEXT or --data FILE, one of the two.');
  if (data !== undefined) return data;
  if (words.length === 1 && words[0] === standardInput) return standardInput;
  if (words.length > 0) return undefined;
  if (!inputIsGiven()) throw new UsageError('Give a TEXT, --data FILE, or texts on standard input.');
  return standardInput;
}

/** Whether standard input is a pipe or a file, and no terminal. */
function inputIsGiven(): boolean {
  const input = fstatSync(process.stdin.fd);
  return input.isFIFO() || input.isSocket() || input.isFile();
}

function tableText({ text, className, comparison }: ExplainedText): string {
  const colours = process.stdout.isTTY && !process.env.NO_COLOR;
  return comparisonTable(text, comparison, { className, colours });
}
