import { features as featuresOf, type Feature } from '../text/masking';
import type { Removal, TokenizedText } from '../text/types';
import { readingWindows, truncate } from '../text/windows';
import { memoize, textGame, type Game, type MemoGame } from './games/game';
import type { Classifier } from '../model/classifier';
import type { CommonSettings } from './settings/shared';
import type { Subject } from './subject';

/** A stretch of the text that the model reads at once. */
export interface Reading {
  readonly tokenized: TokenizedText;
  readonly features: readonly Feature[];
  /** Feature i of this reading is feature `place[i]` of the text. */
  readonly place: readonly number[];
  /** Its game, which remembers coalitions for as long as these readings are kept. */
  readonly game: (removal: Removal) => MemoGame;
  /** Coalitions evaluated in its games. */
  readonly evaluations: number;
}

/** How a model reads one text in one unit: as it is, its beginning, or in windows whose outputs are averaged. */
export interface Readings {
  readonly features: readonly Feature[];
  readonly parts: readonly Reading[];
  readonly notes: readonly string[];
  /** Coalitions evaluated in all games over these readings. */
  readonly evaluations: number;
}

/**
 * The readings of a subject. Games over them are kept: coalitions that several methods ask about are evaluated once.
 *
 * @throws Error when the text has no words
 * @throws RangeError when the class index is not one of the model's
 */
export function readText(model: Classifier, subject: Subject, { unit, longText }: CommonSettings): Readings {
  const { tokenized, target } = subject;
  if (!Number.isInteger(target.classIndex) || model.classes[target.classIndex] === undefined) {
    throw new RangeError(
      `Class ${target.classIndex} is not one of the model's: 0 to ${model.classes.length - 1}.`,
    );
  }
  if (tokenized.words.length === 0) throw new Error('The text has no words to explain.');
  const all = featuresOf(tokenized, unit);
  const longest = longText === 'windows' ? model.windowTokens : model.maxTokens;
  if (tokenized.tokens.length <= longest) {
    return together(all, [reading(model, subject, tokenized, all, identity(all))], []);
  }
  if (longText === 'truncate') {
    const { tokenized: seen, unseenWords, unseen } = truncate(tokenized, model.maxTokens);
    const features = featuresOf(seen, unit);
    const from = unseen ? `, from character ${unseen.start} on,` : '';
    return together(
      features,
      [reading(model, subject, seen, features, identity(features))],
      [`The model reads ${model.maxTokens} tokens: the last ${unseenWords} words${from} were not seen.`],
    );
  }
  const parts = readingWindows(tokenized, model.windowTokens).map((window) => {
    const features = featuresOf(window.tokenized, unit);
    return reading(model, subject, window.tokenized, features, places(features, all));
  });
  return together(all, parts, [
    `All words were read, in ${parts.length} overlapping windows of up to ${model.windowTokens} tokens: the output is the mean of theirs.`,
  ]);
}

function together(
  features: readonly Feature[],
  parts: readonly Reading[],
  notes: readonly string[],
): Readings {
  return {
    features,
    parts,
    notes,
    get evaluations() {
      return parts.reduce((sum, { evaluations }) => sum + evaluations, 0);
    },
  };
}

/** The game over all features of the text: the mean of the games of its readings. */
export function wholeGame({ features, parts }: Readings, removal: Removal): Game {
  const games = parts.map((part) => part.game(removal));
  return {
    players: features.length,
    async values(coalitions, signal) {
      const sums = new Float64Array(coalitions.length);
      for (const [p, { place }] of parts.entries()) {
        const own = coalitions.map((coalition) => Uint8Array.from(place, (feature) => coalition[feature]!));
        const values = await games[p]!.values(own, signal);
        values.forEach((value, i) => (sums[i]! += value / parts.length));
      }
      return sums;
    },
  };
}

function reading(
  model: Classifier,
  { special, target }: Subject,
  tokenized: TokenizedText,
  features: readonly Feature[],
  place: readonly number[],
): Reading {
  const games = new Map<Removal, MemoGame>();
  return {
    tokenized,
    features,
    place,
    get evaluations() {
      return [...games.values()].reduce((sum, game) => sum + game.evaluations, 0);
    },
    game: (removal) => {
      const known = games.get(removal);
      if (known) return known;
      const game = memoize(textGame(model, tokenized, features, removal, special, target));
      games.set(removal, game);
      return game;
    },
  };
}

function identity(features: readonly Feature[]): number[] {
  return features.map((_, i) => i);
}

/** Where a window's features stand among all of the text: both ascend, and a window holds neighbours. */
function places(features: readonly Feature[], all: readonly Feature[]): number[] {
  const first = features[0]!;
  // A piece of a word that no window holds whole starts within that word.
  const start = all.findIndex(({ start, end }) => start <= first.start && first.start < end);
  return features.map((_, i) => start + i);
}
