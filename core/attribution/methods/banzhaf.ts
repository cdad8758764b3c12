import { RunningMoments } from '../../math/moments';
import { Random } from '../../math/random';
import type { Attribution } from '../attribution';
import { enumerates, everyValue, withinBudget } from '../games/enumeration';
import { coalitionKey, coalitionOf, complement, type Coalition, type Game } from '../games/game';
import { coalitionMethod } from '../method';
import { isPrecise, type Run } from '../run';
import { samplingFields } from '../settings/shared';

/** Pairs are evaluated in rounds of so many, whatever the batch size: enough for standard errors to stop by. */
const pairsAtOnce = 64;

interface BanzhafSettings {
  readonly seed: number;
  readonly evaluations: number;
  readonly until: number;
}

/**
 * Banzhaf values: what a player adds to a coalition of the others, averaged over all 2^(M - 1) of them. If all
 * coalitions fit the budget, they are enumerated, and values are exact. Otherwise it is maximum sample reuse (Wang &
 * Jia 2023): every coalition counts for every player, with a plus if the player is in it and a minus if not. Unlike the
 * paper it draws a coalition together with its complement: each player is in exactly one of the two, and the Banzhaf
 * value is the mean over all pairs of the difference between them. Pairs are drawn without replacement. The pair of all
 * players and none is always evaluated, and counts as one pair.
 */
export const banzhaf = coalitionMethod({
  name: 'banzhaf',
  title: 'Banzhaf values',
  question:
    'What does each word add, on average over all groups of the other words, every group counting alike?',
  source: { paper: 'Banzhaf 1965; Wang & Jia 2023', reference: null },
  group: 'removal',
  gives: 'values',
  addsUp: 'not',
  sum: 'nothing in particular',
  base: 'no words',
  fields: samplingFields,
  // Measured: the errors of so many rows, of a text of any length.
  rows: ({ evaluations, until }, features) =>
    withinBudget(
      { evaluations: until > 0 ? Math.min(evaluations, Math.ceil(0.2 / until ** 2)) : evaluations },
      features,
    ),
  explain: ({ game }, settings, run) =>
    enumerates(settings, game.players) ? exact(game, run) : sampled(game, settings, run),
});

async function exact(game: Game, run: Run): Promise<Attribution> {
  const { players } = game;
  const all = await everyValue(game, run);
  const values = new Float64Array(players);
  all.forEach((value, bits) => {
    for (let player = 0; player < players; player++) {
      values[player]! += ((bits >>> player) & 1 ? value : -value) / 2 ** (players - 1);
    }
  });
  return {
    values,
    standardErrors: new Float64Array(players),
    baseValue: all[0]!,
    outputValue: all.at(-1)!,
    diagnostics: {},
    notes: ['All coalitions were evaluated: the values are exact.'],
  };
}

/** @throws RangeError when the budget holds no pair beside everybody and nobody: four evaluations */
async function sampled(
  game: Game,
  { seed, evaluations, until }: BanzhafSettings,
  run: Run,
): Promise<Attribution> {
  const { players } = game;
  const count = Math.min(Math.floor((evaluations - 2) / 2), 2 ** (players - 1) - 1);
  if (count < 1) throw new RangeError(`Sampling takes at least 4 evaluations, not ${evaluations}.`);
  run.expect(2 + 2 * count);
  const ends = await run.values(game, [coalitionOf(players, []), new Uint8Array(players).fill(1)]);
  const [baseValue, outputValue] = [ends[0]!, ends[1]!];
  const pairs = drawPairs(players, count, new Random(seed));
  /** The pairs other than that of all players and none, and their share of all pairs. */
  const others = 2 ** (players - 1) - 1;
  const share = 1 - 2 ** (1 - players);

  const moments = new RunningMoments(players);
  const attribution = (): Attribution => {
    const unseen = Math.sqrt(1 - moments.count / others);
    return {
      values: moments.mean().map((mean) => share * mean + (1 - share) * (outputValue - baseValue)),
      standardErrors: moments.standardError()?.map((error) => share * unseen * error) ?? null,
      baseValue,
      outputValue,
      diagnostics: { pairs: moments.count },
      notes: [],
    };
  };
  for (;;) {
    const round = pairs.slice(moments.count, moments.count + pairsAtOnce);
    const values = await run.values(
      game,
      round.flatMap((coalition) => [coalition, complement(coalition)]),
    );
    round.forEach((coalition, p) => {
      const difference = values[2 * p]! - values[2 * p + 1]!;
      moments.add(Float64Array.from(coalition, (present) => (present ? difference : -difference)));
    });
    const result = attribution();
    if (moments.count === count || isPrecise(result.standardErrors, until)) return result;
    run.show(result);
  }
}

/**
 * Draws different pairs, uniformly from all but that of all players and none. Each is given by its coalition without
 * the last player.
 */
function drawPairs(players: number, count: number, random: Random): Coalition[] {
  const drawn = new Map<string, Coalition>();
  while (drawn.size < count) {
    const coalition = Uint8Array.from({ length: players }, (_, player) =>
      player < players - 1 ? random.integer(2) : 0,
    );
    if (coalition.includes(1)) drawn.set(coalitionKey(coalition), coalition);
  }
  return [...drawn.values()];
}
