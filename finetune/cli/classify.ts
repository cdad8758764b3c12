import { devices } from '../../runtime/node/session';
import { openModel } from '../../runtime/node/open-model';
import { answerRule } from '../../core/prediction/verdict';
import { rowsText } from '../../core/report/notes';
import { longTextModes } from '../../core/text/windows';
import { inChunks, inOrder, patience } from '../../cli/in-order';
import { choice, number, text, texts } from '../../cli/options';
import { openLines, standardOutput } from '../../cli/output';
import { ProgressLine } from '../../cli/progress-line';
import { kindsOfData, readingOf, textRowOptions, workersOption } from '../../cli/row-options';
import { runCommand } from '../../cli/run-command';
import { textFileOf } from '../../cli/text-source';
import { fileTitle } from '../data/file-bytes';
import { readEveryRow } from '../data/read-rows';
import { classifyRows, type ClassifiedRow } from '../predict/classify-rows';
import { startPredictors } from '../predict/predictors';
import { shippedModel } from '../shipped-model';

/** Rows that a worker takes at once. */
const rowsAtOnce = 256;

await runCommand(
  {
    name: 'npm run classify --',
    summary: 'Says of which class texts are: a line of JSON for every row, in the order of the rows.',
    positional: 'text',
    options: {
      text: texts('TEXT', 'the text; one that begins with "-" comes behind "--"'),
      data: text('FILE', `texts instead: ${kindsOfData}, which is read where there is no TEXT`),
      ...textRowOptions,
      model: text('DIR', 'an exported model, or a Hugging Face folder (the shipped one)'),
      long: choice(longTextModes, 'longer texts: all of them in overlapping windows, or their beginning'),
      out: text('FILE', 'write here (standard output)'),
      workers: workersOption,
      device: choice(devices, 'where it runs'),
      threads: number('N', 'threads of the CPU (all cores)', { min: 1, whole: true }),
    },
  },
  async (options, signal) => {
    const { device, threads, long } = options;
    const data = textFileOf(options);
    const lines = await openLines(options.out ?? standardOutput);
    const folder = options.model ?? shippedModel;
    const open = { device, ...(threads !== undefined && { threads }) };
    const model = await openModel(folder, open);
    const { windowTokens, maxTokens } = model.classifier;
    const reading = {
      long,
      maxTokens: long === 'windows' ? windowTokens : maxTokens,
      alone: true,
      languages: model.manifest?.languages ?? [],
    };
    const progress = new ProgressLine(process.stderr);
    const started = await startPredictors(options.workers, model, { folder, open, reading }, signal);
    try {
      const rows: AsyncIterable<ClassifiedRow> | Iterable<ClassifiedRow> =
        data === undefined
          ? [{ kind: 'row' as const, line: 1, text: options.text.join(' ') }]
          : readEveryRow(data, readingOf(options));
      const { classifier, manifest } = model;
      const { classes, activation } = classifier;
      const readAs = { classes, rule: answerRule(activation, manifest?.conformalSets) };
      const work = started.predictors.map((predict) => classifyRows(predict, readAs));
      let done = 0;
      for await (const answers of inOrder(inChunks(rows, rowsAtOnce, patience), work)) {
        await lines.write(answers);
        done += answers.length;
        if (data !== undefined) progress.show(`${fileTitle(data)}: ${rowsText(done)}`);
      }
      progress.clear();
      await lines.close();
    } finally {
      await started.stop();
      await model.dispose();
    }
  },
);
