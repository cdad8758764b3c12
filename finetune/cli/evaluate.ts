import { devices } from '../../runtime/node/session';
import { openModel } from '../../runtime/node/open-model';
import { patience } from '../../cli/in-order';
import { standardInput } from '../../cli/standard-input';
import { fileTitle } from '../data/file-bytes';
import { streamEveryRow, streamExamples } from '../data/read-examples';
import { saidOnce } from '../data/read-rows';
import {
  evaluate,
  evaluateLabels,
  neutralClass,
  NothingToMeasure,
  type LabelledText,
  type MultiLabelledText,
  type PredictedRow,
} from '../evaluate/evaluate';
import { longTextModes } from '../../core/text/windows';
import { answerRule } from '../../core/prediction/verdict';
import { rowsText } from '../../core/report/notes';
import { evaluationTable, labelEvaluationTable } from '../evaluate/table';
import { predictionLine } from '../predict/prediction-line';
import { startPredictors } from '../predict/predictors';
import { choice, number, required, text, texts, toggle, UsageError } from '../../cli/options';
import { shippedModel } from '../shipped-model';
import { ProgressLine } from '../../cli/progress-line';
import { kindsOfData, labelledRowOptions, readingOf, workersOption } from '../../cli/row-options';
import { openLines, print, standardOutput } from '../../cli/output';
import { runCommand } from '../../cli/run-command';

type MeasuredText = LabelledText | MultiLabelledText;

await runCommand(
  {
    name: 'npm run evaluate --',
    summary: 'Measures a model on labelled data. The model is a training folder or an exported one.',
    options: {
      model: text('DIR', 'the model (the shipped one)'),
      data: required(texts('FILE', `labelled data: ${kindsOfData}`)),
      ...labelledRowOptions,
      binary: toggle('leave neutral out: as an answer, and rows labelled so'),
      long: choice(longTextModes, 'longer texts: all of them in overlapping windows, or their beginning'),
      'max-length': number(
        'N',
        'longest row in tokens (the length of windows that the model states, or what it reads)',
        {
          min: 8,
          whole: true,
        },
      ),
      limit: number('N', 'only the first N rows of each file', { min: 1, whole: true }),
      'batch-tokens': number('N', 'tokens given to the model at once, padding included (4096)', {
        min: 1,
        whole: true,
      }),
      device: choice(devices, 'where it runs'),
      threads: number('N', 'threads of the CPU (all cores)', { min: 1, whole: true }),
      workers: workersOption,
      predictions: text('FILE', 'write what it says of each row here, in JSON Lines; - is standard output'),
      json: toggle('print one JSON document in place of tables'),
    },
  },
  async (options, signal) => {
    const { device, threads, binary, long, limit } = options;
    const onStandardOutput = options.predictions === standardOutput;
    if (onStandardOutput && options.json) {
      throw new UsageError('--predictions - and --json both write to standard output: give one a file.');
    }
    const lines = options.predictions === undefined ? null : await openLines(options.predictions);
    const folder = options.model ?? shippedModel;
    const open = {
      device,
      ...(threads !== undefined && { threads }),
      batchTokens: options['batch-tokens'] ?? 4096,
    };
    const model = await openModel(folder, open);
    let stop = async () => {};
    try {
      const { classifier, temperature, manifest } = model;
      const usual = long === 'windows' ? classifier.windowTokens : classifier.maxTokens;
      const maxTokens = options['max-length'] ?? usual;
      if (maxTokens > classifier.maxTokens) {
        throw new UsageError(`--max-length: the model reads at most ${classifier.maxTokens} tokens.`);
      }
      const { classes } = classifier;
      const multiLabel = classifier.activation === 'sigmoid';
      const rule = answerRule(classifier.activation, manifest?.conformalSets);
      if (multiLabel && binary)
        throw new UsageError('--binary is for texts of one class, and this model gives any number.');
      const without = binary ? neutralClass(classes) : null;
      if (binary && without === null) {
        throw new UsageError(`--binary leaves neutral out: the model's classes are ${classes.join(', ')}.`);
      }
      const progress = new ProgressLine(process.stderr);
      const reading = {
        ...readingOf(options),
        classes,
        multiLabel,
        // Files are read twice.
        report: saidOnce((sentence: string) => progress.say(sentence)),
        ...(limit !== undefined && { limit }),
      };
      // All of them before the first is measured: a wrong row must not be found after an hour. What comes on standard
      // input comes once.
      for (const file of options.data) {
        if (file === standardInput) continue;
        const rows = streamExamples(file, reading);
        while (!(await rows.next()).done) signal.throwIfAborted();
      }
      const settings = { folder, open, reading: { long, maxTokens, alone: lines !== null } };
      const started = await startPredictors(options.workers, model, settings, signal);
      stop = started.stop;
      const lineOf = (row: PredictedRow<MeasuredText>) =>
        'fault' in row
          ? row
          : {
              ...predictionLine(row.text, { classes, rule }, row.probabilities),
              label: 'label' in row ? classes[row.label] : classes.filter((_, k) => row.holds[k] === 1),
            };
      // Rows that are read alone have the same answers, however many of them are read at a time.
      const waiting = lines === null ? {} : { patience };
      const results = [];
      for (const file of options.data) {
        const start = performance.now();
        const speed = (tokens: number): number => Math.round((1000 * tokens) / (performance.now() - start));
        let [done, tokens] = [0, 0];
        const onPredicted = async (rows: readonly PredictedRow<MeasuredText>[], read: number) => {
          done += rows.length;
          tokens += read;
          progress.show(`${fileTitle(file)}: ${rowsText(done)}, ${speed(tokens)} tokens/s`);
          await lines?.write(rows.map(lineOf));
        };
        // As a filter it may be given an empty share of a stream, of which there is nothing to say.
        const mayBeEmpty = onStandardOutput && file === standardInput;
        const examples = streamEveryRow(file, { ...reading, mayBeEmpty });
        const measured = await (
          multiLabel
            ? evaluateLabels(classifier, examples, started.predictors, { onPredicted, ...waiting }).then(
                (evaluation) => ({
                  evaluation,
                  table: labelEvaluationTable(fileTitle(file), evaluation),
                }),
              )
            : evaluate(classifier, examples, started.predictors, { without, onPredicted, ...waiting }).then(
                (evaluation) => ({ evaluation, table: evaluationTable(fileTitle(file), evaluation) }),
              )
        ).catch((error: Error) => {
          if (mayBeEmpty && error instanceof NothingToMeasure) return null;
          const isTold = signal.aborted || error.message.startsWith(fileTitle(file));
          throw isTold ? error : new Error(`${fileTitle(file)}: ${error.message}`, { cause: error });
        });
        if (!measured) {
          progress.say(`${fileTitle(file)} holds no rows to measure.`);
          continue;
        }
        const { evaluation, table } = measured;
        progress.say(`${fileTitle(file)}: ${rowsText(evaluation.rows)}, ${speed(evaluation.tokens)} tokens/s`);
        if (onStandardOutput) process.stderr.write(table);
        else if (!options.json) await print(table);
        results.push({ file, ...evaluation });
      }
      await lines?.close();
      if (options.json) {
        const settings = { device, binary, long, maxTokens, temperature };
        const document = { model: folder, version: manifest?.version ?? null, settings, results };
        await print(`${JSON.stringify(document, null, 2)}\n`);
      }
    } finally {
      await stop();
      await model.dispose();
    }
  },
);
