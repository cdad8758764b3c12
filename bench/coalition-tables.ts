import { Analysis } from '../core/analysis/analysis';
import { coalitionOfBits } from '../core/attribution/games/enumeration';
import { textGame, type Game } from '../core/attribution/games/game';
import { features as featuresOf } from '../core/text/masking';
import type { OpenModel } from '../runtime/node/open-model';
import { forgetGame, keptGame } from './kept-game';
import { Ledger } from './ledger';

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
 * belongs to one model, are not evaluated again, nor is what was evaluated of a table when the command was stopped.
 *
 * @param onProgress told how many tables there are, and how many coalitions of the next
 */
export async function coalitionTables(
  model: Pick<OpenModel, 'classifier' | 'tokenizer'>,
  texts: readonly string[],
  cache: string,
  signal: AbortSignal,
  onProgress: (tables: number, coalitions: number, ofCoalitions: number) => void,
): Promise<CoalitionTable[]> {
  const ledger = await Ledger.open<Omit<CoalitionTable, 'text'>>(cache);
  const tables: CoalitionTable[] = [];
  const unfinished = `${cache}.unfinished`;
  for (const text of texts) {
    const table = await ledger.once(text, async () => {
      const { game, classIndex } = await maskedGame(model, text, signal);
      const values = await valuesOfAll(await keptGame(game, text, unfinished), signal, (done, total) =>
        onProgress(tables.length, done, total),
      );
      return { classIndex, values };
    });
    await forgetGame(text, unfinished);
    tables.push({ text, ...table });
  }
  return tables;
}

/** The game that a text's words play for the probability of the predicted class, absent ones being [MASK]. */
export async function maskedGame(
  { classifier, tokenizer }: Pick<OpenModel, 'classifier' | 'tokenizer'>,
  text: string,
  signal: AbortSignal,
): Promise<{ readonly game: Game; readonly classIndex: number }> {
  const { tokenized, special, target } = await new Analysis(classifier, tokenizer, []).subject(
    { text, longText: 'truncate', classIndex: null, output: 'probability' },
    signal,
  );
  const features = featuresOf(tokenized, 'word');
  return {
    game: textGame(classifier, tokenized, features, 'mask', special, target),
    classIndex: target.classIndex,
  };
}

async function valuesOfAll(
  game: Game,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<number[]> {
  const { players } = game;
  const values: number[] = [];
  while (values.length < 2 ** players) {
    onProgress(values.length, 2 ** players);
    const coalitions = Array.from({ length: Math.min(rowsAtOnce, 2 ** players - values.length) }, (_, i) =>
      coalitionOfBits(values.length + i, players),
    );
    for (const value of await game.values(coalitions, signal)) values.push(value);
  }
  return values;
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
