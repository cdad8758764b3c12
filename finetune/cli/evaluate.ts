import { devices } from '../../runtime/node/session';
import { openModel } from '../../runtime/node/open-model';
import { readExamples } from '../data/read-examples';
import { evaluate, neutralClass } from '../evaluate/evaluate';
import { longTextModes } from '../../core/text/windows';
import { evaluationTable } from '../evaluate/table';
import { choice, number, required, text, texts, toggle, UsageError } from '../../cli/options';
import { shippedModel } from '../shipped-model';
import { ProgressLine, ofTotal } from '../../cli/progress-line';
import { kindsOfData, labelledRowOptions, readingOf } from '../../cli/row-options';
import { print } from '../../cli/output';
import { runCommand } from '../../cli/run-command';

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
      json: toggle('print one JSON document in place of tables'),
    },
  },
  async (options, signal) => {
    const { device, threads, binary, long, limit } = options;
    const folder = options.model ?? shippedModel;
    const model = await openModel(folder, {
      device,
      ...(threads !== undefined && { threads }),
      batchTokens: options['batch-tokens'] ?? 4096,
    });
    try {
      const { classifier, temperature, manifest } = model;
      const usual = long === 'windows' ? classifier.windowTokens : classifier.maxTokens;
      const maxTokens = options['max-length'] ?? usual;
      if (maxTokens > classifier.maxTokens) {
        throw new UsageError(`--max-length: the model reads at most ${classifier.maxTokens} tokens.`);
      }
      const { classes } = classifier;
      const without = binary ? neutralClass(classes) : null;
      if (binary && without === null) {
        throw new UsageError(`--binary leaves neutral out: the model's classes are ${classes.join(', ')}.`);
      }
      const progress = new ProgressLine(process.stderr);
      const reading = {
        ...readingOf(options),
        classes,
        report: (sentence: string) => progress.say(sentence),
        ...(limit !== undefined && { limit }),
      };
      // All files are read before the first is measured: a wrong row must not be found after an hour.
      const data = [];
      for (const file of options.data) data.push({ file, examples: await readExamples(file, reading) });
      const results = [];
      for (const { file, examples } of data) {
        const start = performance.now();
        const speed = (tokens: number): number => Math.round((1000 * tokens) / (performance.now() - start));
        const evaluation = await evaluate(model, examples, {
          without,
          long,
          maxTokens,
          signal,
          onProgress: ({ texts, tokens }) =>
            progress.show(`${file}: ${ofTotal(texts, examples.length, 'text')}, ${speed(tokens)} tokens/s`),
        }).catch((error: Error) => {
          throw new Error(`${file}: ${error.message}`, { cause: error });
        });
        progress.say(`${file}: ${evaluation.rows} rows, ${speed(evaluation.tokens)} tokens/s`);
        if (!options.json) await print(evaluationTable(file, evaluation));
        results.push({ file, ...evaluation });
      }
      if (options.json) {
        const settings = { device, binary, long, maxTokens, temperature };
        const document = { model: folder, version: manifest?.version ?? null, settings, results };
        await print(`${JSON.stringify(document, null, 2)}\n`);
      }
    } finally {
      await model.dispose();
    }
  },
);
