import { coalitionOfBits } from '../attribution/games/enumeration';
import { coalitionKey, type Coalition, type Game } from '../attribution/games/game';

/**
 * Extreme sums of values along chains of coalitions. A chain grows by one player at a time, from one player to all but
 * one.
 */
export interface ChainExtremes {
  readonly least: number;
  readonly most: number;
  /** Whether these are the extremes of all chains. */
  readonly exact: boolean;
}

/** How many chains are followed at the same time, in each direction. */
const beamWidth = 5;

/**
 * The least and the largest sum of values along a chain. If all 2^M coalitions fit the budget, it is a shortest path
 * over them, which is exact. Otherwise it is two beam searches. They find real chains, so the true least may be lower
 * than what is found, and the true most may be higher.
 *
 * @param evaluations how many coalitions may be evaluated
 */
export async function chainExtremes(
  game: Game,
  evaluations: number,
  signal?: AbortSignal,
): Promise<ChainExtremes> {
  const { players } = game;
  if (2 ** players <= evaluations) return shortestPaths(game, signal);
  const atOnce = candidatesAtOnce(players, evaluations);
  const most = await beamSearch(game, 1, atOnce, signal);
  const least = -(await beamSearch(game, -1, atOnce, signal));
  return { least: Math.min(least, most), most: Math.max(least, most), exact: false };
}

/** How many coalitions `chainExtremes` evaluates, at most. */
export function chainCoalitions(players: number, evaluations: number): number {
  if (2 ** players <= evaluations) return 2 ** players;
  const atOnce = candidatesAtOnce(players, evaluations);
  let inOneDirection = 0;
  for (let absent = 2; absent < players; absent++) inOneDirection += Math.min(atOnce, beamWidth * absent);
  // Both directions begin with no players and with each player alone.
  return 1 + players + 2 * inOneDirection;
}

function candidatesAtOnce(players: number, evaluations: number): number {
  return Math.max(1, Math.floor((evaluations - players) / (2 * Math.max(1, players - 2))));
}

async function shortestPaths(game: Game, signal?: AbortSignal): Promise<ChainExtremes> {
  const { players } = game;
  const full = 2 ** players - 1;
  const inner = Array.from({ length: Math.max(0, full - 1) }, (_, i) => coalitionOfBits(i + 1, players));
  const values = await game.values(inner, signal);
  // The best sum of a chain up to each coalition. A coalition comes after all its subsets.
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
 * promising chains: those with the largest sum so far plus the largest expected value. A player is expected to add what
 * it has added so far, on average.
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
    // All coalitions of one player are evaluated. What a player adds alone is the first estimate for larger coalitions.
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
