import { labelMargin, switchMargin } from '../flips/label-margin';
import { flips as smallestFlips } from '../flips/flips';
import { mostSets, type SmallestSets } from '../flips/smallest-sets';
import { withinBudget } from '../games/enumeration';
import type { CoalitionLogits, Game } from '../games/game';
import {
  coalitionMethod,
  type CoalitionInput,
  type FoundFlips,
  type TextLabel,
  type WordSets,
} from '../method';
import { coalitionBudget } from '../settings/shared';

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
    run.expect(Math.min(budget, 2 ** features.length));
    const [whole] = await logits.logits([new Uint8Array(features.length).fill(1)], run.signal);
    const label = labelOf(logits, whole!, target.classIndex);
    const game = run.through(marginGame(logits, label));
    const { turning, sufficient } = await smallestFlips(game, { evaluations: budget }, run.signal);
    return {
      label,
      turning: wordSets(turning),
      sufficient: wordSets(sufficient),
      notes: [...notesOf(turning, 'change the label'), ...notesOf(sufficient, 'keep the label')],
    };
  },
});

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
