import { join } from 'node:path';
import type { Game } from '../core/attribution/games/game';
import type { OpenModel } from '../runtime/node/open-model';
import { coalitionTables, maskedGame, tableGame } from './coalition-tables';
import { forgetGame, keptGame } from './kept-game';
import { Ledger } from './ledger';
import { exactValues, sampledValues, type TrueValues } from './true-values';

/** A text's game with what its values truly are, or come to with very many evaluations. */
export interface KnownGame {
  readonly text: string;
  readonly game: Game;
  readonly truth: TrueValues;
}

export interface GameSource {
  readonly model: Pick<OpenModel, 'classifier' | 'tokenizer' | 'manifest'>;
  /** Where what is known of the games is kept, by the model's version. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onProgress: (what: string) => void;
}

function fileOf({ model, folder }: GameSource, name: string): string {
  return join(folder, `${name}-${model.manifest?.version ?? 'unversioned'}`);
}

/** Games of texts of few words, of which all coalitions are evaluated. */
export async function enumeratedGames(source: GameSource, texts: readonly string[]): Promise<KnownGame[]> {
  const tables = await coalitionTables(
    source.model,
    texts,
    `${fileOf(source, 'coalitions')}.jsonl`,
    source.signal,
    (done, coalitions, ofCoalitions) =>
      source.onProgress(
        `text ${done + 1} of ${texts.length}: ${coalitions} of all ${ofCoalitions} coalitions`,
      ),
  );
  return tables.map(({ text, values }) => ({ text, game: tableGame(values), truth: exactValues(values) }));
}

/** Games of longer texts, whose true values are those of so many evaluations. */
export async function sampledGames(
  source: GameSource,
  texts: readonly string[],
  evaluations: number,
): Promise<KnownGame[]> {
  const truths = await Ledger.open<TrueValues>(`${fileOf(source, `truths-${evaluations}`)}.jsonl`);
  const unfinished = fileOf(source, `truths-${evaluations}-unfinished`);
  const games: KnownGame[] = [];
  for (const text of texts) {
    const { game } = await maskedGame(source.model, text, source.signal);
    const truth = await truths.once(text, async () =>
      sampledValues(await keptGame(game, text, unfinished), evaluations, source.signal, (done, total) =>
        source.onProgress(`text ${games.length + 1} of ${texts.length}: ${done} of ${total} coalitions`),
      ),
    );
    await forgetGame(text, unfinished);
    games.push({ text, game: await keptGame(game, text, fileOf(source, 'values')), truth });
  }
  return games;
}
