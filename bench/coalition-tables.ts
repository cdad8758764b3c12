import { Analysis } from '../core/analysis/analysis';
import { coalitionOfBits } from '../core/attribution/games/enumeration';
import { textGame, type Game } from '../core/attribution/games/game';
import { features as featuresOf } from '../core/text/masking';
import type { OpenModel } from '../runtime/node/open-model';
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
 * belongs to one model, are not evaluated again.
 */
export async function coalitionTables(
  model: Pick<OpenModel, 'classifier' | 'tokenizer'>,
  texts: readonly string[],
  cache: string,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<CoalitionTable[]> {
  const ledger = await Ledger.open<Omit<CoalitionTable, 'text'>>(cache);
  const tables: CoalitionTable[] = [];
  for (const text of texts) {
    onProgress(tables.length, texts.length);
    tables.push({ text, ...(await ledger.once(text, () => evaluate(model, text, signal))) });
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

async function evaluate(
  model: Pick<OpenModel, 'classifier' | 'tokenizer'>,
  text: string,
  signal: AbortSignal,
): Promise<Omit<CoalitionTable, 'text'>> {
  const { game, classIndex } = await maskedGame(model, text, signal);
  const { players } = game;
  const values: number[] = [];
  while (values.length < 2 ** players) {
    const coalitions = Array.from({ length: Math.min(rowsAtOnce, 2 ** players - values.length) }, (_, i) =>
      coalitionOfBits(values.length + i, players),
    );
    for (const value of Array.from(await game.values(coalitions, signal))) values.push(value);
  }
  return { classIndex, values };
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
