import { labelMargin, switchMargin } from '../flips/label-margin';
import { flips as smallestFlips } from '../flips/flips';
import { mostSets, type SmallestSets } from '../flips/smallest-sets';
import { drawByLeverage } from '../games/coalition-pairs';
import { canEnumerate, withinBudget } from '../games/enumeration';
import type { CoalitionLogits, Game } from '../games/game';
import {
  coalitionMethod,
  type CoalitionInput,
  type FoundFlips,
  type TextLabel,
  type WordSets,
} from '../method';
import { Run } from '../run';
import { coalitionBudget } from '../settings/shared';
import { pairedShap } from '../shapley/paired-shap';

/** So many evaluations a word give Shapley values that rank words well enough; more go to the sets. */
const usualGuide = 8;

/**
 * The fewest words whose removal changes the label of a text, and the fewest that keep it by themselves. In a
 * multi-label model the label says whether the class in question is on or off. Long texts are read as a whole: their
 * label is that of the mean of the windows' probabilities, as in `classify`.
 */
export const flips = coalitionMethod({
  name: 'flips',
  title: 'Words that turn it',
  question: 'Which fewest words, taken away, change the label, and which fewest keep it alone?',
  source: { paper: 'Martens & Provost 2014', reference: null },
  group: 'removal',
  gives: 'flips',
  addsUp: 'not',
  sum: 'nothing in particular',
  base: 'no words',
  fields: {
    ...coalitionBudget,
  },
  rows: withinBudget,
  async explain(
    { features, logits, target }: CoalitionInput,
    { evaluations: budget },
    run,
  ): Promise<FoundFlips> {
    const { windows = 1 } = logits;
    const most = withinBudget({ evaluations: budget }, features.length);
    run.expect(most * windows);
    const [whole] = await logits.logits([new Uint8Array(features.length).fill(1)], run.signal);
    const label = labelOf(logits, whole!, target.classIndex);
    const margins = marginGame(logits, label);
    let tried = 0;
    const game: Game = {
      players: margins.players,
      async values(coalitions, signal) {
        const values = await margins.values(coalitions, signal);
        tried += coalitions.length;
        // A coalition takes no row in a window that has evaluated its part of it.
        run.expect((most - tried) * windows);
        return values;
      },
    };
    const settings = {
      evaluations: budget,
      // Where all coalitions fit the budget there is nothing to guess.
      ...(!canEnumerate(features.length, budget) && {
        guide: (known: Game, most: number) => shapleyGuide(known, most, run.signal),
      }),
    };
    const { turning, sufficient } = await smallestFlips(game, settings, run.signal);
    return {
      label,
      turning: wordSets(turning),
      sufficient: wordSets(sufficient),
      notes: [...notesOf(turning, 'change the label'), ...notesOf(sufficient, 'keep the label')],
    };
  },
});

/**
 * What each word does for the label on average: its Shapley value. Words that say the same do nothing alone, and show only
 * in this. Null if the evaluations are too few, or the label has no other to lose against.
 */
async function shapleyGuide(
  game: Game,
  most: number,
  signal: AbortSignal | undefined,
): Promise<ArrayLike<number> | null> {
  const evaluations = Math.min(most, usualGuide * game.players);
  if (evaluations < 2 * game.players) return null;
  const settings = { seed: 0, evaluations, until: 0, estimator: 'interpolation' } as const;
  // What the game evaluates is counted by the run behind it. To design pairs for hundreds of words would take seconds.
  const { values } = await pairedShap(game, settings, drawByLeverage, new Run(signal ? { signal } : {}));
  return values.every(Number.isFinite) ? values : null;
}

/** The label of the text. In a multi-label model, whether the class in question is on. */
function labelOf({ activation }: CoalitionLogits, whole: ArrayLike<number>, classIndex: number): TextLabel {
  return activation === 'sigmoid'
    ? { classIndex, holds: whole[classIndex]! >= 0 }
    : { classIndex: Array.from(whole).findIndex((_, k) => labelMargin(whole, k) > 0), holds: true };
}

function marginGame(source: CoalitionLogits, { classIndex, holds }: TextLabel): Game {
  return {
    players: source.players,
    values: async (coalitions, signal) =>
      Float64Array.from(await source.logits(coalitions, signal), (row) =>
        source.activation === 'sigmoid'
          ? switchMargin(row[classIndex]!, holds)
          : labelMargin(row, classIndex),
      ),
  };
}

function wordSets({ exact, sets }: SmallestSets): WordSets {
  return { exact, sets };
}

/** What the search left open, in sentences; `does` is what the sets do, such as "change the label". */
function notesOf({ exact, complete, sets }: SmallestSets, does: string): string[] {
  const [first] = sets;
  if (!first) return exact ? [] : [`No words that ${does} were found within the budget.`];
  if (!exact)
    return [`Fewer than ${first.length} words may ${does}: the budget did not cover all smaller sets.`];
  if (complete) return [];
  return sets.length === mostSets
    ? [`There may be more than the ${mostSets} sets listed of ${first.length} words that ${does}.`]
    : [`The budget did not cover all sets of ${first.length} words: more than those listed may ${does}.`];
}
