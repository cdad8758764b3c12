import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Analysis } from '../core/analysis/analysis';
import { textGame, type Game } from '../core/attribution/games/game';
import { features as featuresOf } from '../core/text/masking';
import type { OpenModel } from '../runtime/node/open-model';

/** The value of every coalition of a text's words: bit i of an index says that word i is present. */
export interface CoalitionTable {
  readonly text: string;
  readonly classIndex: number;
  readonly values: readonly number[];
}

/** Rows given to the model between two looks at the signal. */
const rowsAtOnce = 512;

/**
 * Tables of texts: the probability of the predicted class, absent words being [MASK]. Those in the file `cache`, which
 * belongs to one model, are not evaluated again.
 */
export async function coalitionTables(
  model: Pick<OpenModel, 'classifier' | 'tokenizer'>,
  texts: readonly string[],
  cache: string,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<CoalitionTable[]> {
  const known = await readCache(cache);
  const tables: CoalitionTable[] = [];
  for (const text of texts) {
    onProgress(tables.length, texts.length);
    let table = known.get(text);
    if (!table) {
      table = await evaluate(model, text, signal);
      await mkdir(dirname(cache), { recursive: true });
      await appendFile(cache, `${JSON.stringify(table)}\n`);
    }
    tables.push(table);
  }
  return tables;
}

async function evaluate(
  { classifier, tokenizer }: Pick<OpenModel, 'classifier' | 'tokenizer'>,
  text: string,
  signal: AbortSignal,
): Promise<CoalitionTable> {
  const { tokenized, special, target } = await new Analysis(classifier, tokenizer, []).subject(
    { text, longText: 'truncate', classIndex: null, output: 'probability' },
    signal,
  );
  const features = featuresOf(tokenized, 'word');
  const game = textGame(classifier, tokenized, features, 'mask', special, target);
  const players = features.length;
  const values: number[] = [];
  while (values.length < 2 ** players) {
    const coalitions = Array.from({ length: Math.min(rowsAtOnce, 2 ** players - values.length) }, (_, i) =>
      Uint8Array.from({ length: players }, (_, player) => ((values.length + i) >>> player) & 1),
    );
    for (const value of Array.from(await game.values(coalitions, signal))) values.push(value);
  }
  return { text, classIndex: target.classIndex, values };
}

/** The game of a table. */
export function tableGame(values: readonly number[]): Game {
  return {
    players: Math.log2(values.length),
    values: (coalitions) =>
      Promise.resolve(
        Float64Array.from(
          coalitions,
          (coalition) => values[coalition.reduce((bits, bit, i) => bits | (bit << i), 0)]!,
        ),
      ),
  };
}

async function readCache(file: string): Promise<Map<string, CoalitionTable>> {
  const content = await readFile(file, 'utf8').catch(() => '');
  const lines = content.split('\n');
  // A last line without its end was cut off: it is evaluated again, and must not run into the next.
  if (lines.pop() !== '') await writeFile(file, lines.map((line) => `${line}\n`).join(''));
  const tables = lines.map((line) => JSON.parse(line) as CoalitionTable);
  return new Map(tables.map((table) => [table.text, table]));
}
