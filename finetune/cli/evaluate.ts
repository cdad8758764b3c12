import { devices } from '../../runtime/node/session';
import { openModel } from '../../runtime/node/open-model';
import { readExamples } from '../data/read-examples';
import { evaluate } from '../evaluate/evaluate';
import { longTextModes } from '../../core/text/windows';
import { evaluationTable } from '../evaluate/table';
import { choice, number, required, text, texts, toggle, UsageError } from '../../cli/options';
import { shippedModel } from '../shipped-model';
import { ProgressLine } from '../../cli/progress-line';
import { runCommand } from '../../cli/run-command';

await runCommand(
  {
    name: 'npm run evaluate --',
    summary: 'Measures a model on labelled data. The model is a training folder or an exported one.',
    options: {
      model: text('DIR', 'the model (the shipped one)'),
      data: required(texts('FILE', 'labelled data: .jsonl or .csv, plain or .gz')),
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
      const progress = new ProgressLine(process.stderr);
      const results = [];
      for (const file of options.data) {
        const examples = (await readExamples(file)).slice(0, limit);
        const start = performance.now();
        const speed = (tokens: number): number => Math.round((1000 * tokens) / (performance.now() - start));
        const evaluation = await evaluate(model, examples, {
          binary,
          long,
          maxTokens,
          signal,
          onProgress: ({ texts, tokens }) =>
            progress.show(`${file}: ${texts} of ${examples.length} texts, ${speed(tokens)} tokens/s`),
        }).catch((error: Error) => {
          throw new Error(`${file}: ${error.message}`, { cause: error });
        });
        progress.say(`${file}: ${evaluation.rows} rows, ${speed(evaluation.tokens)} tokens/s`);
        if (!options.json) process.stdout.write(evaluationTable(file, evaluation));
        results.push({ file, ...evaluation });
      }
      if (options.json) {
        const settings = { device, binary, long, maxTokens, temperature };
        const document = { model: folder, version: manifest?.version ?? null, settings, results };
        process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
      }
    } finally {
      await model.dispose();
    }
  },
);
