import { features as featuresOf, type Feature } from '../text/masking';
import type { Removal, TokenizedText } from '../text/types';
import { readingWindows, truncate } from '../text/windows';
import { targetGame, textLogits, type Coalition, type CoalitionLogits, type Game } from './games/game';
import { memoizeLogits, type MemoLogits } from './games/memory';
import { GradientMemory, GradientRoom } from './gradients/memory';
import type { Classifier, DifferentiableClassifier, Target } from '../model/classifier';
import { logitsOf, probabilitiesOf } from '../model/probabilities';
import type { Run } from './run';
import type { CommonSettings } from './settings/shared';
import type { Subject } from './subject';

/** A part of the text that the model reads at once. */
export interface Reading {
  readonly tokenized: TokenizedText;
  readonly features: readonly Feature[];
  /** Feature i of this reading is feature `place[i]` of the text. */
  readonly place: readonly number[];
  /** The logits of coalitions of its features. They are remembered as long as these readings are kept. */
  readonly logits: (removal: Removal) => MemoLogits;
  /** The gradients at its points. They are remembered as long, as far as there is room. Null: the model gives none. */
  readonly gradients: GradientMemory | null;
  /** Rows evaluated: coalitions in its games, and points at which gradients were taken. */
  readonly evaluations: number;
}

/** How a model reads one text in one unit: as a whole, only its beginning, or in windows whose outputs are averaged. */
export interface Readings {
  readonly features: readonly Feature[];
  readonly parts: readonly Reading[];
  readonly notes: readonly string[];
  /** Rows evaluated in all of these readings: coalitions, and points at which gradients were taken. */
  readonly evaluations: number;
}

/** @throws RangeError when the class index is not one of the model's */
export function requireTarget({ classes }: Classifier, { classIndex }: Target): void {
  if (!Number.isInteger(classIndex) || classes[classIndex] === undefined) {
    throw new RangeError(`Class ${classIndex} is not one of the model's: 0 to ${classes.length - 1}.`);
  }
}

/**
 * The readings of a text, for any target. They remember what is evaluated: a coalition that several methods, classes or
 * outputs need is evaluated once, and so is a gradient, unless it follows from others.
 *
 * @throws Error when the text has no words
 */
export function readText(
  model: Classifier,
  subject: Pick<Subject, 'tokenized' | 'special'>,
  { unit, longText }: CommonSettings,
): Readings {
  const { tokenized } = subject;
  if (tokenized.words.length === 0) throw new Error('The text has no words to explain.');
  const all = featuresOf(tokenized, unit);
  const room = new GradientRoom();
  const longest = longText === 'windows' ? model.windowTokens : model.maxTokens;
  if (tokenized.tokens.length <= longest) {
    return together(all, [reading(model, subject, tokenized, all, identity(all), room)], []);
  }
  if (longText === 'truncate') {
    const { tokenized: seen, unseenWords, unseen } = truncate(tokenized, model.maxTokens);
    const features = featuresOf(seen, unit);
    const from = unseen ? `, from character ${unseen.start} on,` : '';
    return together(
      features,
      [reading(model, subject, seen, features, identity(features), room)],
      [`The model reads ${model.maxTokens} tokens: the last ${unseenWords} words${from} were not seen.`],
    );
  }
  const parts = readingWindows(tokenized, model.windowTokens).map((window) => {
    const features = featuresOf(window.tokenized, unit);
    return reading(model, subject, window.tokenized, features, places(features, all), room);
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

/**
 * The logits over all features of the text. With several readings, they are the logits of the mean of their
 * probabilities: the text is classified by that mean. The run counts the rows of each reading.
 */
export function wholeLogits({ features, parts }: Readings, removal: Removal, run: Run): CoalitionLogits {
  const sources = parts.map((part) => run.throughLogits(part.logits(removal)));
  const { activation } = sources[0]!;
  return {
    players: features.length,
    activation,
    windows: parts.length,
    async logits(coalitions, signal) {
      if (parts.length === 1) return sources[0]!.logits(coalitions, signal);
      const sums: Float64Array[] = [];
      for (const [p, { place }] of parts.entries()) {
        const rows = await sources[p]!.logits(
          coalitions.map((coalition) => partOf(coalition, place)),
          signal,
        );
        rows.forEach((row, i) => {
          const sum = (sums[i] ??= new Float64Array(row.length));
          probabilitiesOf({ activation }, row).forEach((value, k) => (sum[k]! += value / parts.length));
        });
      }
      return sums.map((mean) => logitsOf({ activation }, mean));
    },
  };
}

function partOf(coalition: Coalition, place: readonly number[]): Coalition {
  return Uint8Array.from(place, (feature) => coalition[feature]!);
}

/** The game over all features of the text. It is the mean of the games of its readings. */
export function wholeGame({ features, parts }: Readings, removal: Removal, target: Target): Game {
  const games = parts.map((part) => targetGame(part.logits(removal), target));
  return {
    players: features.length,
    async values(coalitions, signal) {
      const sums = new Float64Array(coalitions.length);
      for (const [p, { place }] of parts.entries()) {
        const own = coalitions.map((coalition) => partOf(coalition, place));
        const values = await games[p]!.values(own, signal);
        values.forEach((value, i) => (sums[i]! += value / parts.length));
      }
      return sums;
    },
  };
}

function reading(
  model: Classifier,
  { special }: Pick<Subject, 'special'>,
  tokenized: TokenizedText,
  features: readonly Feature[],
  place: readonly number[],
  room: GradientRoom,
): Reading {
  const byRemoval = new Map<Removal, MemoLogits>();
  const gradients = isDifferentiable(model) ? new GradientMemory(model, room) : null;
  return {
    tokenized,
    features,
    place,
    gradients,
    get evaluations() {
      return [...byRemoval.values()].reduce(
        (sum, { evaluations }) => sum + evaluations,
        gradients?.evaluations ?? 0,
      );
    },
    logits: (removal) => {
      const logits =
        byRemoval.get(removal) ?? memoizeLogits(textLogits(model, tokenized, features, removal, special));
      byRemoval.set(removal, logits);
      return logits;
    },
  };
}

function isDifferentiable(model: Classifier): model is DifferentiableClassifier {
  return 'gradients' in model && 'embed' in model;
}

function identity(features: readonly Feature[]): number[] {
  return features.map((_, i) => i);
}

/**
 * The places of a window's features among all features of the text. Both lists ascend, and a window holds neighbours.
 */
function places(features: readonly Feature[], all: readonly Feature[]): number[] {
  const first = features[0]!;
  // If no window holds a word as a whole, its pieces start within the word.
  const start = all.findIndex(({ start, end }) => start <= first.start && first.start < end);
  return features.map((_, i) => start + i);
}
