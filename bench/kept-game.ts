import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Coalition, Game } from '../core/attribution/games/game';
import { Ledger } from './ledger';

/** Coalitions evaluated between two writes. */
const rowsAtOnce = 256;

/**
 * A game too large for a table: the values that it was asked for are kept, in a file of its own in `folder`, which
 * belongs to one model, so that no run and no later command evaluates them again.
 */
export async function keptGame(game: Game, text: string, folder: string): Promise<Game> {
  const name = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const ledger = await Ledger.open<number>(join(folder, `${name}.jsonl`));
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
