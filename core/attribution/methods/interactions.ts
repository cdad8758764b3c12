import { withinBudget } from '../games/enumeration';
import { sentences as sentencesOf } from '../../text/sentences';
import type { Feature } from '../../text/masking';
import type { PairAttribution } from '../attribution';
import type { Game } from '../games/game';
import { designPairs } from '../games/pair-design';
import { groupedInteractions } from '../interactions/grouped-interactions';
import { pairInteractions } from '../interactions/pair-interactions';
import { coalitionMethod } from '../method';
import { Run } from '../run';
import { coalitionBudget, seed } from '../settings/shared';
import { pairedShap } from '../shapley/paired-shap';

/** Of more features than this there are more pairs than a budget can tell apart: sentences group them. */
const mostUngrouped = 40;

interface InteractionBudget {
  readonly seed: number;
  readonly evaluations: number;
}

/**
 * Shapley values together with the Shapley interaction index of all pairs: what two words add together beyond what each
 * adds alone. Exact where all coalitions fit the budget, else the interpolation's, from pairs of complementary
 * coalitions chosen by what they say, with standard errors. Of a long text of several sentences the pairs are those of its
 * sentences, and those of the words within the strongest one, as Owen values go from groups to their members.
 */
export const interactions = coalitionMethod({
  name: 'interactions',
  title: 'Pair interactions',
  question: 'Which two words say more, or less, together than each says alone?',
  source: { paper: 'Grabisch & Roubens 1999', reference: 'shapiq ExactComputer, SII' },
  group: 'removal',
  gives: 'pairs',
  addsUp: 'exactly',
  sum: 'the output minus that of no words',
  base: 'no words',
  fields: {
    seed,
    ...coalitionBudget,
  },
  rows: withinBudget,
  explain: ({ text, features, game }, settings, run) => {
    run.expect(withinBudget(settings, game.players));
    const groups = bySentence(text, features);
    return features.length > mostUngrouped && groups.length > 1
      ? grouped(game, groups, settings, run, (sentence) => excerpt(text, features, sentence))
      : ofAllPairs(game, settings, run);
  },
});

async function ofAllPairs(game: Game, budget: InteractionBudget, run: Run): Promise<PairAttribution> {
  const found = await pairInteractions(run.through(game), budget, run.signal);
  return {
    values: found.shapley,
    standardErrors: found.shapleyErrors,
    pairs: found.pairs,
    mainEffects: found.main,
    baseValue: found.baseValue,
    outputValue: found.outputValue,
    diagnostics: {},
    notes: found.exact ? ['All coalitions were evaluated: the values are exact.'] : [],
  };
}

/** A quarter of the budget goes to the sentences, a quarter to the strongest one, and the rest to the values of all words. */
async function grouped(
  game: Game,
  groups: readonly (readonly number[])[],
  { seed, evaluations }: InteractionBudget,
  run: Run,
  excerptOf: (members: readonly number[]) => string,
): Promise<PairAttribution> {
  const quarter = Math.max(4, Math.floor(evaluations / 4));
  const through = run.through(game);
  const found = await groupedInteractions(through, groups, { seed, evaluations: quarter }, run.signal);
  // Everybody and nobody are known by now. What is known is not counted again: rows that a run counts are those of the model.
  const rest = Math.max(4, evaluations - run.done + 2);
  const attribution = await pairedShap(
    through,
    { seed, evaluations: rest, until: 0, estimator: 'interpolation' },
    designPairs,
    new Run(run.signal ? { signal: run.signal } : {}),
  );
  const spans = groups.map((members) => ({ first: members[0]!, last: members.at(-1)! }));
  return {
    ...attribution,
    pairs: found.within,
    sentences: { spans, pairs: found.between.pairs },
    notes: [
      ...attribution.notes,
      `${game.players} features have too many pairs: interactions are those of the ${groups.length} sentences, and those within the one that says most ("${excerptOf(groups[found.strongest]!)}").`,
    ],
  };
}

/** Features of each sentence that has any, in the order of the text. */
function bySentence(text: string, features: readonly Feature[]): number[][] {
  const groups = sentencesOf(text).map((): number[] => []);
  const ends = sentencesOf(text).map(({ end }) => end);
  features.forEach(({ start }, feature) => {
    const sentence = ends.findIndex((end) => start < end);
    groups.at(sentence)?.push(feature);
  });
  return groups.filter((members) => members.length > 0);
}

/** How a sentence begins. */
function excerpt(text: string, features: readonly Feature[], members: readonly number[]): string {
  const shown = members.slice(0, 6);
  const words = text.slice(features[shown[0]!]!.start, features[shown.at(-1)!]!.end);
  return shown.length < members.length ? `${words} …` : words;
}
