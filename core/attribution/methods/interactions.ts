import { canEnumerate, sampledRows, withinBudget } from '../games/enumeration';
import type { MemoGame } from '../games/memory';
import { designPairs } from '../games/pair-design';
import type { PairDraw } from '../games/coalition-pairs';
import { featureTree, sentenceParts, type SentencePart } from '../../text/hierarchy';
import type { Feature } from '../../text/masking';
import type { Attribution, PairAttribution } from '../attribution';
import {
  anyApart,
  errorsOverParts,
  meanOverParts,
  untilOfPart,
  type GamePart,
} from '../interactions/game-parts';
import { groupedInteractions } from '../interactions/grouped-interactions';
import { meanInteractions } from '../interactions/mean-interactions';
import type { Interactions } from '../interactions/pair-interactions';
import { windowsMethod, type WindowsInput } from '../method';
import { Run } from '../run';
import type { Resolved, SettingsOf } from '../settings/fields';
import { coalitionBudget, seed, until } from '../settings/shared';
import { untilOfWindow } from '../window-errors';
import { correlationsOf, interpolatedShap, interpolationRows } from './shapley-interpolation';

/** Of more features than this there are more pairs than a budget can tell apart: sentences, or their parts, group them. */
const mostUngrouped = 40;

const fields = { seed, ...coalitionBudget, until };

type Settings = Resolved<SettingsOf<typeof fields>>;

/** A window's game, its rows counted. */
interface CountedPart extends GamePart {
  readonly game: MemoGame;
}

/**
 * Shapley values together with the Shapley interaction index of all pairs: what two words add together beyond what each
 * adds alone. Exact where all coalitions fit the budget, else the interpolation's, from pairs of complementary
 * coalitions chosen by what they say, until their standard errors are small enough. Of a long text the pairs are those of
 * its sentences, and those of the words within the strongest one, as Owen values go from groups to their members.
 */
export const interactions = windowsMethod({
  name: 'interactions',
  title: 'Pair interactions',
  question: 'Which two words say more, or less, together than each says alone?',
  source: { paper: 'Grabisch & Roubens 1999', reference: 'shapiq ExactComputer, SII' },
  group: 'removal',
  gives: 'pairs',
  addsUp: 'exactly',
  sum: 'the output minus that of no words',
  base: 'no words',
  fields,
  rows: expectedRows,
  explain: async ({ text, features, windows }, settings, run) => {
    run.expect(windows.reduce((sum, { place }) => sum + withinBudget(settings, place.length), 0));
    const parts = windows.map(({ game, place }) => ({ game: run.through(game), place }));
    return features.length > mostUngrouped
      ? grouped({ text, features, windows: parts }, settings, run)
      : ofAllPairs(parts, features.length, settings, run);
  },
});

/** Rows until the errors of all pairs are small enough, as far as they are known beforehand. */
const rowsOfPairs = sampledRows(8.4);

/** Words of a strongest sentence, as a rule. */
const usualSentence = 23;

/** A sentence lies in one window, or in the overlap of two. */
const windowsOfSentence = 2;

function expectedRows(settings: Settings, features: number, windows: number): number {
  const { evaluations } = settings;
  const most = windows * withinBudget(settings, features);
  if (settings.until === 0 || canEnumerate(features, evaluations)) return most;
  const until = untilOfWindow(settings.until, windows);
  if (windows * features <= mostUngrouped) return windows * rowsOfPairs({ evaluations, until }, features);
  const within = rowsOfPairs({ evaluations: evaluations / 2, until }, usualSentence);
  const ofAll =
    windows * interpolationRows({ evaluations, until }, features) +
    Math.min(windows, windowsOfSentence) * within;
  return Math.min(most, Math.ceil(ofAll));
}

async function ofAllPairs(
  parts: readonly GamePart[],
  players: number,
  settings: Settings,
  run: Run,
): Promise<PairAttribution> {
  const everybody = Array.from({ length: players }, (_, i) => [i]);
  const attributionOf = (found: Interactions): PairAttribution => ({
    values: found.shapley,
    standardErrors: found.shapleyErrors,
    pairs: found.pairs,
    mainEffects: found.main,
    baseValue: found.baseValue,
    outputValue: found.outputValue,
    diagnostics: {},
    notes: [
      ...(found.exact ? ['All coalitions were evaluated: the values are exact.'] : []),
      ...notesOfApart([everybody], parts),
    ],
  });
  const show = (found: Interactions): void => run.show(attributionOf(found));
  const budget = { ...settings, correlations: correlationsOf(settings.budget) };
  return attributionOf(await meanInteractions(parts, players, budget, run.signal, show));
}

/** @param shown of the groups in each list all pairs are shown */
function notesOfApart(
  shown: readonly (readonly (readonly number[])[])[],
  parts: readonly GamePart[],
): string[] {
  return shown.some((groups) => anyApart(groups, parts))
    ? ['Two that no window holds together add nothing together: their interaction is 0.']
    : [];
}

/**
 * In each window at most a quarter of the budget goes to the sentences and half to the strongest one, and the rest to the
 * values of all words.
 */
async function grouped(
  { text, features, windows }: WindowsInput & { readonly windows: readonly CountedPart[] },
  settings: Settings,
  run: Run,
): Promise<PairAttribution> {
  const sentences = sentenceParts(featureTree(text, features)!, mostUngrouped);
  const share = (of: number): number => Math.max(4, Math.floor(of * settings.evaluations));
  const groups = sentences.map(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i));
  const found = await groupedInteractions(
    windows,
    groups,
    {
      ...settings,
      correlations: correlationsOf(settings.budget),
      evaluations: { between: share(0.25), within: share(0.5) },
    },
    run.signal,
  );
  const attribution = await shapleyOf(windows, features.length, settings, run);
  const strongest = groups[found.strongest]!;
  const excerpt = excerptOf(text, features, strongest);
  const words = strongest.map((member) => [member]);
  return {
    ...attribution,
    pairs: found.within,
    sentences: {
      spans: sentences.map(({ start, end }) => ({ first: start, last: end - 1 })),
      pairs: found.between.pairs,
    },
    notes: [
      `${features.length} features have too many pairs: interactions are those of ${groupsText(sentences)}, and those within the one that says most ("${excerpt}").`,
      ...notesOfApart([groups, words], windows),
    ],
  };
}

/** The Shapley values of all features: the mean of those in the windows. */
async function shapleyOf(
  parts: readonly CountedPart[],
  players: number,
  settings: Settings,
  run: Run,
): Promise<Attribution> {
  const found: Attribution[] = [];
  for (const { game } of parts) {
    // Everybody and nobody are known by now. What is known is not counted again: rows that a run counts are those of the model.
    const evaluations = Math.max(4, settings.evaluations - game.evaluations + 2);
    found.push(
      await interpolatedShap(
        game,
        { ...settings, evaluations, until: untilOfPart(settings.until, parts) },
        beginningOf(settings.evaluations),
        new Run(run.signal ? { signal: run.signal } : {}),
      ),
    );
  }
  const mean = (of: (one: Attribution) => number): number =>
    found.reduce((sum, one) => sum + of(one) / parts.length, 0);
  return {
    values: meanOverParts(
      parts,
      players,
      found.map(({ values }) => values),
    ),
    standardErrors: errorsOverParts(
      parts,
      players,
      found.map(({ standardErrors }) => standardErrors),
    ),
    baseValue: mean(({ baseValue }) => baseValue),
    outputValue: mean(({ outputValue }) => outputValue),
    diagnostics: {},
    notes: [],
  };
}

/** Draws the first of the pairs that a whole budget has: Shapley interpolation takes the same, and they are evaluated once. */
function beginningOf(evaluations: number): PairDraw {
  const whole = Math.floor((evaluations - 2) / 2);
  return (players, count, random) => designPairs(players, Math.max(count, whole), random).slice(0, count);
}

/** What the groups are, in words. */
function groupsText(sentences: readonly SentencePart[]): string {
  const divided = sentences.filter(({ isPart }) => isPart).length;
  if (divided === 0) return `the ${sentences.length} sentences`;
  const how = `of more than ${mostUngrouped} features are halved, at a phrase where they have one`;
  return divided === sentences.length
    ? `its ${sentences.length} parts (sentences ${how})`
    : `the ${sentences.length} sentences and parts of sentences (those ${how})`;
}

/** How a group begins. */
function excerptOf(text: string, features: readonly Feature[], members: readonly number[]): string {
  const shown = members.slice(0, 6);
  const words = text.slice(features[shown[0]!]!.start, features[shown.at(-1)!]!.end);
  return shown.length < members.length ? `${words} …` : words;
}
