import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Coalition, Game } from '../core/attribution/games/game';
import { Ledger } from './ledger';

/** Coalitions evaluated between two writes. */
const rowsAtOnce = 256;

/**
 * A game whose values take long: those that it was asked for are kept, in a file of its own in `folder`, which belongs to
 * one model, so that no run and no later command evaluates them again.
 */
export async function keptGame(game: Game, text: string, folder: string): Promise<Game> {
  const ledger = await Ledger.open<number>(fileOf(text, folder));
  return {
    players: game.players,
    async values(coalitions, signal) {
      const keys = coalitions.map((coalition) => coalition.join(''));
      const fresh = new Map<string, Coalition>();
      coalitions.forEach((coalition, i) => {
        if (ledger.get(keys[i]!) === undefined) fresh.set(keys[i]!, coalition);
      });
      const unknown = [...fresh];
      for (let start = 0; start < unknown.length; start += rowsAtOnce) {
        const chunk = unknown.slice(start, start + rowsAtOnce);
        const values = await game.values(
          chunk.map(([, coalition]) => coalition),
          signal,
        );
        await ledger.keep(chunk.map(([key], i) => [key, values[i]!] as const));
      }
      return Float64Array.from(keys, (key) => ledger.get(key)!);
    },
  };
}

/** Deletes what is kept of a text's game, if anything is. */
export async function forgetGame(text: string, folder: string): Promise<void> {
  await rm(fileOf(text, folder), { force: true });
}

function fileOf(text: string, folder: string): string {
  return join(folder, `${createHash('sha256').update(text).digest('hex').slice(0, 16)}.jsonl`);
}
