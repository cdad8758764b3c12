import { coalitionOf, complement, type Game } from '../games/game';
import { KnownValues } from './known-values';
import { SetSearch, type SetJudge, type SmallestSets } from './smallest-sets';

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
 * marked as a bound. What one question does not need goes to the other: the budget is spent as long as it can prove an
 * answer, lower a bound, or find another set of the least size.
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
  const known = new KnownValues(game);
  const removing: SetJudge = {
    players,
    left: () => known.left,
    unknown: (size) => known.unknown(players - size),
    async scores(sets, signal) {
      const margins = await known.of(
        sets.map((set) => complement(coalitionOf(players, set))),
        signal,
      );
      // With a margin of 0 the label does not hold.
      return margins.map((margin) => (margin === 0 ? Number.MIN_VALUE : -margin));
    },
  };
  const keeping: SetJudge = {
    players,
    left: () => known.left,
    unknown: (size) => known.unknown(size),
    scores: (sets, signal) =>
      known.of(
        sets.map((set) => coalitionOf(players, set)),
        signal,
      ),
  };
  let guided: Promise<ArrayLike<number> | null> | null = null;
  const order = (): Promise<ArrayLike<number> | null> => {
    const through: Game = { players, values: (some, signal) => known.of(some, signal) };
    guided ??= guide?.(through, Math.floor(known.left / guideShare)) ?? Promise.resolve(null);
    return guided;
  };
  const turning = new SetSearch(removing, order, signal);
  const sufficient = new SetSearch(keeping, order, signal);
  const allowHalf = (): void =>
    known.allow(known.evaluations + Math.ceil((evaluations - known.evaluations) / 2));
  const allowAll = (): void => known.allow(evaluations);
  for (let before = -1; before < known.evaluations;) {
    before = known.evaluations;
    allowHalf();
    await turning.bound();
    allowAll();
    await sufficient.bound();
    for (const search of [turning, sufficient].sort((a, b) => a.unproved() - b.unproved()))
      await search.prove();
    allowHalf();
    await turning.goOn();
    allowAll();
    await sufficient.goOn();
  }
  return { turning: turning.known(), sufficient: sufficient.known() };
}
