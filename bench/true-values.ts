import { drawByLeverage, strata as strataOf } from '../core/attribution/games/coalition-pairs';
import { canEnumerate } from '../core/attribution/games/enumeration';
import { coalitionOf, complement, type Game } from '../core/attribution/games/game';
import { shapleyInteractions } from '../core/attribution/interactions/exact-interactions';
import { fitLime } from '../core/attribution/lime/lime-regression';
import { shapleyValues } from '../core/attribution/shapley/exact-shapley';
import { shapleyRegression } from '../core/attribution/shapley/shapley-regression';
import { binomial } from '../core/math/combinatorics';
import { Random } from '../core/math/random';

/** What estimates are held against, by what they estimate. */
export interface TrueValues {
  readonly shapley: readonly number[];
  /** Shapley interaction indices of all pairs; none where not all coalitions were evaluated. */
  readonly pairs?: readonly number[];
  readonly banzhaf: readonly number[];
  /** Weights of LIME over infinitely many masks, its ridge penalty being to them as 1 is to 5000 samples. */
  readonly lime: readonly number[];
  /** Largest standard error of the Shapley values: 0 where all coalitions were evaluated. */
  readonly shapleyError: number;
}
export type Quantity = Exclude<keyof TrueValues, 'shapleyError'>;

/** As LIME's defaults, which its docs paragraph states. */
const limeSamples = 5000;
const limeSettings = { kernelWidth: 25, alpha: 1, selection: 'none', selected: 10 } as const;

/** Coalitions evaluated at once. */
const rowsAtOnce = 512;

/** True values from the value of every coalition: bit i of an index says that player i is present. */
export function exactValues(values: ArrayLike<number>): TrueValues {
  const players = Math.log2(values.length);
  const banzhaf = new Float64Array(players);
  const masks: number[][] = [];
  const counts: number[] = [];
  for (let bits = 0; bits < values.length; bits++) {
    const members: number[] = [];
    for (let player = 0; player < players; player++) {
      const isMember = ((bits >>> player) & 1) === 1;
      if (isMember) members.push(player);
      banzhaf[player]! += (isMember ? values[bits]! : -values[bits]!) / 2 ** (players - 1);
    }
    masks.push(members);
    counts.push(limeCount(players, members.length) / binomial(players, members.length));
  }
  return {
    shapley: [...shapleyValues(values, players)],
    pairs: [...shapleyInteractions(values, players)],
    banzhaf: [...banzhaf],
    lime: [...fitLime({ features: players, masks, values, counts }, limeSettings).weights],
    shapleyError: 0,
  };
}

/**
 * Values from so many coalitions that what is left of their error is small beside that of any estimate: pairs of each
 * size alike, as LIME draws its masks, with small and large ones enumerated. Shapley values by regression, Banzhaf values
 * size by size, LIME on masks weighted as they would be drawn.
 *
 * @param evaluations coalitions, the empty and the full one included
 */
export async function sampledValues(
  game: Game,
  evaluations: number,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<TrueValues> {
  const { players } = game;
  if (canEnumerate(players, evaluations)) {
    throw new RangeError(`All coalitions of ${players} players fit ${evaluations}: enumerate them.`);
  }
  const everybody = Array.from({ length: players }, (_, i) => i);
  const pairs = drawByLeverage(players, Math.floor((evaluations - 2) / 2), new Random(1));
  const sets = [everybody, ...pairs.map(({ members }) => members)];
  const [withSet, withRest] = [new Float64Array(sets.length), new Float64Array(sets.length)];
  for (let start = 0; start < sets.length; start += rowsAtOnce / 2) {
    const chunk = sets.slice(start, start + rowsAtOnce / 2);
    onProgress(2 * start, 2 * sets.length);
    const found = await game.values(
      chunk.flatMap((members) => {
        const coalition = coalitionOf(players, members);
        return [coalition, complement(coalition)];
      }),
      signal,
    );
    chunk.forEach((_, i) => {
      withSet[start + i] = found[2 * i]!;
      withRest[start + i] = found[2 * i + 1]!;
    });
  }
  const total = withSet[0]! - withRest[0]!;
  const strata = strataOf(players);
  const differences = pairs.map((_, p) => withSet[p + 1]! - withRest[p + 1]!);
  const shapley = shapleyRegression(players, strata, pairs, differences, total);
  if (!shapley.standardErrors) throw new RangeError(`${evaluations} evaluations are too few.`);

  const drawn = strata.map(() => 0);
  for (const { stratum } of pairs) drawn[stratum]!++;
  // What the additive game of the Shapley values leaves: its own Banzhaf values are known. Of everybody it leaves nothing.
  const banzhaf = shapley.values.slice();
  pairs.forEach(({ members, stratum }, p) => {
    const weight = strata[stratum]!.pairs / 2 ** (players - 1) / drawn[stratum]!;
    const own = new Set(members);
    const additive = everybody.reduce((sum, i) => sum + (own.has(i) ? 1 : -1) * shapley.values[i]!, 0);
    const rest = weight * (differences[p]! - additive);
    for (const i of everybody) banzhaf[i]! += own.has(i) ? rest : -rest;
  });

  const masks: number[][] = [everybody, []];
  const values: number[] = [withSet[0]!, withRest[0]!];
  const counts: number[] = [limeCount(players, players), limeCount(players, 0)];
  pairs.forEach(({ members, stratum }, p) => {
    const own = new Set(members);
    const others = everybody.filter((i) => !own.has(i));
    const { size } = strata[stratum]!;
    // Of half of the players both coalitions of a pair are of one size.
    const ofSize = drawn[stratum]! * (2 * size === players ? 2 : 1);
    masks.push([...members], others);
    values.push(withSet[p + 1]!, withRest[p + 1]!);
    counts.push(limeCount(players, members.length) / ofSize, limeCount(players, others.length) / ofSize);
  });
  return {
    shapley: [...shapley.values],
    banzhaf: [...banzhaf],
    lime: [...fitLime({ features: players, masks, values, counts }, limeSettings).weights],
    shapleyError: Math.max(...shapley.standardErrors),
  };
}

/** How many of LIME's samples have a size, in expectation: the first is the text, each other lacks 1 to all, uniformly. */
function limeCount(players: number, present: number): number {
  return present === players ? 1 : (limeSamples - 1) / players;
}
