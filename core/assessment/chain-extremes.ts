import { coalitionOfBits } from '../attribution/games/enumeration';
import { coalitionKey, type Coalition, type Game } from '../attribution/games/game';

/** Sums of values along chains of coalitions that grow by a player at a time, from one player to all but one. */
export interface ChainExtremes {
  readonly least: number;
  readonly most: number;
  /** Whether no chain goes further. */
  readonly exact: boolean;
}

/** Chains that are followed side by side in each direction. */
const beamWidth = 5;

/**
 * The least and the largest sum of values along a chain. A shortest path over all 2^M coalitions where they fit the
 * budget; else two beam searches, whose chains are real ones: the least is then at least, the most at most what is found.
 *
 * @param evaluations coalitions that may be asked about
 */
export async function chainExtremes(
  game: Game,
  evaluations: number,
  signal?: AbortSignal,
): Promise<ChainExtremes> {
  const { players } = game;
  if (2 ** players <= evaluations) return shortestPaths(game, signal);
  const atOnce = Math.max(1, Math.floor((evaluations - players) / (2 * Math.max(1, players - 2))));
  const most = await beamSearch(game, 1, atOnce, signal);
  const least = -(await beamSearch(game, -1, atOnce, signal));
  return { least: Math.min(least, most), most: Math.max(least, most), exact: false };
}

async function shortestPaths(game: Game, signal?: AbortSignal): Promise<ChainExtremes> {
  const { players } = game;
  const full = 2 ** players - 1;
  const inner = Array.from({ length: Math.max(0, full - 1) }, (_, i) => coalitionOfBits(i + 1, players));
  const values = await game.values(inner, signal);
  // Best sums of a chain up to a coalition, which comes after all of its subsets.
  const least = new Float64Array(full + 1);
  const most = new Float64Array(full + 1);
  for (let bits = 1; bits <= full; bits++) {
    let [low, high] = [Infinity, -Infinity];
    for (let rest = bits; rest !== 0; rest &= rest - 1) {
      const before = bits ^ (rest & -rest);
      low = Math.min(low, least[before]!);
      high = Math.max(high, most[before]!);
    }
    const own = bits === full ? 0 : values[bits - 1]!;
    least[bits] = low + own;
    most[bits] = high + own;
  }
  return { least: least[full]!, most: most[full]!, exact: true };
}

interface Chain {
  readonly coalition: Coalition;
  readonly value: number;
  readonly sum: number;
}

/**
 * The largest sum of `sign` x value along a chain that a beam search finds. Of each size it evaluates the `atOnce` most
 * promising chains: those with the largest sum so far and the largest value expected, a player being expected to add
 * what it has added so far on average.
 */
async function beamSearch(game: Game, sign: 1 | -1, atOnce: number, signal?: AbortSignal): Promise<number> {
  const { players } = game;
  const added = new Float64Array(players);
  const times = new Float64Array(players);
  const empty = new Uint8Array(players);
  const [baseValue] = await game.values([empty], signal);
  let beam: Chain[] = [{ coalition: empty, value: sign * baseValue!, sum: 0 }];
  for (let size = 1; size < players; size++) {
    const grown = new Map<string, { chain: Chain; player: number; coalition: Coalition; expected: number }>();
    for (const chain of beam) {
      for (let player = 0; player < players; player++) {
        if (chain.coalition[player] === 1) continue;
        const coalition = chain.coalition.with(player, 1);
        const key = coalitionKey(coalition);
        const mean = times[player]! > 0 ? added[player]! / times[player]! : 0;
        const expected = chain.sum + chain.value + mean;
        const known = grown.get(key);
        if (known === undefined || chain.sum > known.chain.sum) {
          grown.set(key, { chain, player, coalition, expected });
        }
      }
    }
    // Of one player all are evaluated: what they add alone is what the next sizes go by.
    const candidates = [...grown.values()]
      .sort((a, b) => b.expected - a.expected)
      .slice(0, size === 1 ? players : atOnce);
    const values = await game.values(
      candidates.map(({ coalition }) => coalition),
      signal,
    );
    beam = candidates
      .map(({ chain, player, coalition }, i) => {
        const value = sign * values[i]!;
        added[player]! += value - chain.value;
        times[player]!++;
        return { coalition, value, sum: chain.sum + value };
      })
      .sort((a, b) => b.sum - a.sum)
      .slice(0, beamWidth);
  }
  return beam[0]!.sum;
}
