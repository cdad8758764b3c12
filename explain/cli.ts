import { basename } from 'node:path';
import { Analysis } from '../core/analysis/analysis';
import { outputField, topKField } from '../core/analysis/fields';
import { documentOf, type Explained } from '../core/analysis/document';
import { commonFields, removal as removalField } from '../core/attribution/settings/shared';
import { answerRule, verdictInWords, verdictOf, type AnswerRule } from '../core/prediction/verdict';
import { languageNoteText } from '../core/text/language-note';
import { runCommand } from '../cli/run-command';
import { choice, number, text, texts, toggle, UsageError } from '../cli/options';
import { print, requireWritableFile, standardOutput, writeText } from '../cli/output';
import { kindsOfData, readingOf, textRowOptions, workersOption } from '../cli/row-options';
import { textFileOf } from '../cli/text-source';
import { shippedModel } from '../finetune/shipped-model';
import { ProgressLine } from '../cli/progress-line';
import { openModel } from '../runtime/node/open-model';
import { devices } from '../runtime/node/session';
import { readBackground } from './background';
import { allClasses, classOption } from './class-option';
import { startExplainers, type ExplainRow } from './explainers';
import { explainRows } from './explain-rows';
import { explainText } from './explain-text';
import { choiceOption, methodsHelp, methodsOption, requestsOf, settingOptions } from './methods-option';
import { modelIdentity } from './model-identity';
import { ExplanationFile } from './resume';
import { reportCommand, reportOptions } from './report';
import { Summary } from './summary';
import { comparisonTable, withoutRepeatedFlips } from './table';

await runCommand(
  {
    name: 'npm run explain --',
    summary: 'Explains what a model makes of a text, by several methods side by side.',
    positional: 'text',
    options: {
      text: texts('TEXT', 'the text; one that begins with "-" comes behind "--"'),
      data: text('FILE', `texts instead: ${kindsOfData}, which is read where there is no TEXT`),
      ...textRowOptions,
      model: text(
        'DIR',
        'an exported model, or a Hugging Face folder of a text classifier (the shipped one)',
      ),
      methods: text('NAMES', methodsHelp),
      class: text(
        'CLASS',
        'name or number of a class, predicted, or all for one document of all classes (predicted)',
      ),
      'one-run': toggle(
        'with --class all: evaluate for the predicted class alone; where values come of coalitions, those of the others come of the same ones, with their own, larger errors',
      ),
      output: choiceOption(outputField),
      unit: choiceOption(commonFields.unit),
      long: choiceOption(commonFields.longText),
      ...settingOptions,
      'top-k': number('N', `${topKField.help} (${topKField.default})`, { min: topKField.least, whole: true }),
      assess: toggle('measure faithfulness and stability too; the JSON document holds all of it'),
      json: toggle('print one JSON document a text'),
      out: text(
        'FILE',
        'with texts of a file: write JSON Lines here; started again, it goes on where it stopped',
      ),
      summary: text('FILE', 'with texts of a file: write averages over the texts here, with intervals'),
      ...reportOptions,
      device: choice(devices, 'where it runs'),
      threads: number('N', 'threads of the CPU (all cores)', { min: 1, whole: true }),
      workers: workersOption,
    },
  },
  async (options, signal) => {
    const { json, summary: summaryFile } = options;
    const data = textFileOf(options);
    if (options.report !== undefined) {
      await reportCommand(options, data, signal);
      return;
    }
    for (const name of Object.keys(reportOptions) as (keyof typeof reportOptions)[]) {
      if (options[name] !== undefined) throw new UsageError(`--${name} goes with --report.`);
    }
    const out = options.out === standardOutput ? undefined : options.out;
    for (const name of ['out', 'summary'] as const) {
      if (options[name] !== undefined && data === undefined)
        throw new UsageError(`--${name} goes with texts of a file.`);
    }
    for (const file of [out, summaryFile]) if (file !== undefined) await requireWritableFile(file);
    const seed = options.seed ?? 0;
    const { threads, device } = options;
    if (options['one-run'] && options.class !== allClasses) {
      throw new UsageError(`--one-run goes with --class ${allClasses}.`);
    }
    const methods = requestsOf(methodsOption(options.methods), options);

    const folder = options.model ?? shippedModel;
    const open = { device, ...(threads !== undefined && { threads }) };
    const model = await openModel(folder, open);
    let stop = async () => {};
    const progress = new ProgressLine(process.stderr);
    try {
      const analysis = new Analysis(model.classifier, model.tokenizer, await readBackground(folder, model));
      const { tokenizer, manifest } = model;
      const explaining = { analysis, tokenizer, languages: manifest?.languages ?? [] };
      const settings = {
        methods,
        classes: model.classifier.classes,
        model: await modelIdentity(folder, model),
        classIndex: classOption(options.class ?? 'predicted', model.classifier.classes),
        oneRun: options['one-run'],
        output: options.output,
        unit: options.unit,
        longText: options.long,
        topK: options['top-k'] ?? topKField.default,
        assess: options.assess ? { removal: options.removal ?? removalField.default, seed } : null,
      };
      const explained: ExplainRow = (row, name) =>
        explainText(explaining, row, settings, signal, (sentence) => progress.show(`${name}${sentence}`));

      const rule = answerRule(model.classifier.activation, manifest?.conformalSets);
      const tableOf = async (result: Explained | readonly Explained[]): Promise<string> => {
        const [first] = 'text' in result ? [result] : result;
        const warning = first?.languageNote ? `${languageNoteText(first.languageNote)}\n\n` : '';
        const table = warning + tableText(result);
        if (rule === null || !first) return table;
        const request = { text: first.text, longText: options.long };
        const { probabilities } = await analysis.classify(request, { signal });
        return answerText(probabilities, first.classes, rule) + table;
      };

      if (data === undefined) {
        const result = await explained(options.text.join(' '), '');
        progress.clear();
        await print(json ? `${JSON.stringify(documentOf(result), null, 2)}\n` : await tableOf(result));
        return;
      }
      const reading = readingOf(options);
      const { textColumn, delimiter, headerLine, encoding, skipBad } = reading;
      // This is kept as JSON, where an undefined entry is left out.
      const { model: identity, ...asked } = settings;
      const made = {
        model: identity,
        settings: asked,
        data: { file: basename(data), textColumn, delimiter, headerLine, encoding, skipBad },
      };
      const file = out === undefined ? null : await ExplanationFile.open(out, made);
      const summary = new Summary(seed);
      const started = await startExplainers(options.workers, explained, { folder, open, settings }, signal);
      stop = started.stop;
      const isTable = !json && options.out === undefined;
      await explainRows(
        data,
        file,
        {
          reading,
          explainers: started.explainers,
          hasWords: (row) => model.tokenizer.tokenize(row).words.length > 0,
          report: (sentence) => progress.say(sentence),
          signal,
        },
        {
          written(document) {
            if (summaryFile !== undefined) summary.add(document);
          },
          async unread(row) {
            if (file) await file.append(row);
            else if (!isTable) await print(`${JSON.stringify(row)}\n`);
          },
          async made(document, result) {
            if (summaryFile !== undefined) summary.add(document);
            if (file) await file.append(document);
            else await print(isTable ? await tableOf(result) : `${JSON.stringify(document)}\n`);
          },
        },
      );
      progress.clear();
      await file?.close();
      if (summaryFile !== undefined) await writeText(summaryFile, `${JSON.stringify(summary, null, 2)}\n`);
    } finally {
      await stop();
      await model.dispose();
    }
  },
);

/**
 * What a model answers that states conformal sets, "Could be neutral or positive, 51 % and 40 %", or whose classes each hold or
 * not, "Holds: anger, 93 %".
 */
function answerText(probabilities: readonly number[], classes: readonly string[], rule: AnswerRule): string {
  return `${verdictInWords(verdictOf(probabilities, rule), probabilities, classes)}\n\n`;
}

function tableText(all: Explained | readonly Explained[]): string {
  const colours = process.stdout.isTTY && !process.env.NO_COLOR;
  return ('text' in all ? [all] : withoutRepeatedFlips(all))
    .map(({ text, comparison, classes, assessment = null }) =>
      comparisonTable(text, { ...comparison, assessment }, { classes, colours }),
    )
    .filter((table) => table !== '')
    .join('\n');
}
