import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../cli/run-command';
import { number, text, texts, UsageError } from '../cli/options';
import { languageNote } from '../core/text/language-note';
import { readTexts } from '../finetune/data/read-rows';
import { shippedModel } from '../finetune/shipped-model';
import { openModel } from '../runtime/node/open-model';
import { describeMachine } from './machine';

/** Three sentences a language. */
const otherLanguages = new URL('../test/fixtures/languages/sentences.json', import.meta.url);

interface Noted {
  readonly texts: string;
  readonly rows: number;
  /** Rows of which it is said that the model has not learnt their language. */
  readonly noted: number;
  /** Those of them in which many words are unknown. */
  readonly unknownWords: number;
}

await runCommand(
  {
    name: 'npm run bench:languages --',
    summary:
      'Counts of how many texts it is said that the model has not learnt their language: of the texts of files, and of the\n' +
      'sentences of test/fixtures/languages, short, middling and long.',
    positional: 'data',
    options: {
      data: texts('FILE', 'files of texts in the language of the model'),
      rows: number('N', 'texts of each file, spread evenly over it (10000)', { min: 1, whole: true }),
      model: text('DIR', 'an exported model that states its languages (the shipped one)'),
    },
  },
  async ({ data, rows: most = 10_000, model: folder = shippedModel }, signal) => {
    const model = await openModel(folder);
    try {
      const languages = model.manifest?.languages ?? [];
      if (languages.length === 0) throw new UsageError(`${folder} does not state its languages.`);
      const found: Noted[] = [];
      const count = async (name: string, rows: readonly string[]): Promise<void> => {
        let noted = 0;
        let unknownWords = 0;
        for (const row of rows) {
          signal.throwIfAborted();
          const note = await languageNote(row, model.tokenizer, languages);
          if (note) noted++;
          if (note && note.unknownWords >= 0.5) unknownWords++;
        }
        found.push({ texts: name, rows: rows.length, noted, unknownWords });
        process.stdout.write(
          `${name.padEnd(44)}${String(rows.length).padStart(7)} texts${String(noted).padStart(7)} noted, ` +
            `${((100 * noted) / rows.length).toFixed(2)} %; ${unknownWords} by unknown words\n`,
        );
      };
      for (const file of data) {
        const all: string[] = [];
        for await (const { text: row } of readTexts(file)) all.push(row);
        const step = Math.max(1, all.length / most);
        const taken = Array.from(
          { length: Math.min(most, all.length) },
          (_, at) => all[Math.floor(at * step)]!,
        );
        // The folder is the data set.
        await count(file.split('/').slice(-2).join('/'), taken);
      }
      const { sentences } = JSON.parse(await readFile(otherLanguages, 'utf8')) as {
        sentences: Record<string, string[]>;
      };
      for (const [at, length] of ['short', 'middling', 'long'].entries()) {
        const rows = Object.values(sentences).map((three) => three[at]!);
        await count(`other languages, ${length}`, rows);
      }
      const results = { machine: describeMachine(), model: model.manifest?.version, languages, found };
      const file = fileURLToPath(new URL('results/languages.json', import.meta.url));
      await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
      process.stderr.write(`written to ${basename(file)}\n`);
    } finally {
      await model.dispose();
    }
  },
);
