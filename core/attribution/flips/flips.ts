import { coalitionOf, complement, type Game } from '../games/game';
import { KnownValues } from './known-values';
import { smallestSets, type SetJudge, type SmallestSets } from './smallest-sets';

/** The sets of players that turn the label of a text, and those that keep it. */
export interface Flips {
  /**
   * The fewest players whose removal turns the label. If there are no sets, nothing turns it. `[[]]` means that the
   * label does not hold even without a removal.
   */
  readonly turning: SmallestSets;
  /** The fewest players that keep the label by themselves. `[[]]` means that the label holds without any player. */
  readonly sufficient: SmallestSets;
}

export interface FlipSettings {
  /** How many coalitions may be evaluated for both questions together. */
  readonly evaluations: number;
  /**
   * How much each player speaks for the label, found with at most so many evaluations of the game, which count in the
   * budget. It is asked once, where no single player is enough, and says which sets are tried first beside those of the
   * players that do most alone. Null: it cannot tell.
   */
  readonly guide?: (game: Game, evaluations: number) => Promise<ArrayLike<number> | null>;
}

/** A guide may take one in so many of the evaluations that are left to the question that asks for it first. */
const guideShare = 2;

/**
 * The fewest players whose removal turns a label, and the fewest that alone keep it: counterfactuals (Martens & Provost
 * 2014, SEDC, with a proof of size) and sufficient reasons of least size. Sets are tried by size. The answer is exact
 * once all smaller sets have been evaluated. Otherwise it is an upper bound: the model has verified it, and it is
 * marked as a bound. Half of the budget is for the first question, unless the budget covers all coalitions.
 *
 * @param game margins of the label: above 0 where it holds (`labelMargin`, `switchMargin`)
 * @throws DOMException "AbortError" when the signal is aborted
 */
export async function flips(
  game: Game,
  { evaluations, guide }: FlipSettings,
  signal?: AbortSignal,
): Promise<Flips> {
  const { players } = game;
  const known = new KnownValues(game, evaluations);
  const share = 2 ** players <= evaluations ? 1 : 0.5;

  const removing: SetJudge = {
    players,
    left: () => known.left(share),
    canExhaust: (size) => known.unknown(players - size) <= known.left(share),
    async scores(sets, signal) {
      const coalitions = sets.map((set) => complement(coalitionOf(players, set)));
      const margins = await known.of(coalitions, known.left(share), signal);
      // With a margin of 0 the label does not hold.
      return margins.map((margin) => (margin === 0 ? Number.MIN_VALUE : -margin));
    },
  };
  const keeping: SetJudge = {
    players,
    left: () => known.left(1),
    canExhaust: (size) => known.unknown(size) <= known.left(1),
    scores: (sets, signal) =>
      known.of(
        sets.map((set) => coalitionOf(players, set)),
        known.left(1),
        signal,
      ),
  };
  let guided: Promise<ArrayLike<number> | null> | null = null;
  const order = (): Promise<ArrayLike<number> | null> => {
    const through: Game = { players, values: (some, signal) => known.of(some, known.left(1), signal) };
    guided ??= guide?.(through, Math.floor(known.left(share) / guideShare)) ?? Promise.resolve(null);
    return guided;
  };
  const turning = await smallestSets(removing, order, signal);
  const sufficient = await smallestSets(keeping, order, signal);
  return { turning, sufficient };
}
