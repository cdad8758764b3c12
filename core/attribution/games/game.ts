import { createMasker, type Feature } from '../../text/masking';
import type { Removal, SpecialTokenIds, TokenizedText } from '../../text/types';
import type { Classifier, OutputActivation, Target } from '../../model/classifier';
import { probabilitiesOf } from '../../model/probabilities';

/** One byte a player: 1 is present, 0 absent. */
export type Coalition = Uint8Array;

/**
 * A cooperative game. Its players are the features of a text. The value of a coalition is the target when all other
 * features are removed; SHAP calls it the value function. Every method that removes words works only on a game.
 */
export interface Game {
  readonly players: number;
  /** One value for each coalition, in their order. A value does not depend on the other coalitions. */
  values(coalitions: readonly Coalition[], signal?: AbortSignal): Promise<Float64Array>;
}

/** The logits of all classes for coalitions of a text's features, one row a coalition. */
export interface CoalitionLogits {
  readonly players: number;
  /** How a row of logits becomes probabilities. */
  readonly activation: OutputActivation;
  /** Of a text that is read in several windows, how many: a coalition costs at most a row of the model in each. */
  readonly windows?: number;
  logits(coalitions: readonly Coalition[], signal?: AbortSignal): Promise<readonly ArrayLike<number>[]>;
}

/** The logits of one text with words removed. */
export function textLogits(
  model: Classifier,
  tokenized: TokenizedText,
  features: readonly Pick<Feature, 'tokens'>[],
  removal: Removal,
  special: SpecialTokenIds,
): CoalitionLogits {
  const mask = createMasker(tokenized, features, removal, special);
  return {
    players: features.length,
    activation: model.activation ?? 'softmax',
    logits: (coalitions, signal) => model.logits(coalitions.map(mask), signal),
  };
}

/** The game whose value is one scalar of the logits. Other classes and outputs are other games of the same rows. */
export function targetGame(source: CoalitionLogits, target: Target): Game {
  return {
    players: source.players,
    async values(coalitions, signal) {
      const logits = await source.logits(coalitions, signal);
      return Float64Array.from(logits, (row) => targetValue(row, target, source.activation));
    },
  };
}

/** The game that a classifier plays with the features of one text. */
export function textGame(
  model: Classifier,
  tokenized: TokenizedText,
  features: readonly Pick<Feature, 'tokens'>[],
  removal: Removal,
  special: SpecialTokenIds,
  target: Target,
): Game {
  return targetGame(textLogits(model, tokenized, features, removal, special), target);
}

/** The explained scalar of one row of logits. */
export function targetValue(
  logits: ArrayLike<number>,
  { classIndex, output }: Target,
  activation: OutputActivation = 'softmax',
): number {
  return (output === 'logit' ? logits : probabilitiesOf({ activation }, logits))[classIndex]!;
}

/** A coalition as a string, with 16 players in a character. Two strings are equal exactly if the coalitions are. */
export function coalitionKey(coalition: Coalition): string {
  let key = '';
  for (let start = 0; start < coalition.length; start += 16) {
    let bits = 0;
    for (let i = start; i < Math.min(start + 16, coalition.length); i++) bits |= coalition[i]! << (i - start);
    key += String.fromCharCode(bits);
  }
  return key;
}

/** The complement of a coalition. */
export function complement(coalition: Coalition): Coalition {
  return coalition.map((present) => 1 - present);
}

/** The coalition of the given players. */
export function coalitionOf(players: number, members: Iterable<number>): Coalition {
  const coalition = new Uint8Array(players);
  for (const member of members) coalition[member] = 1;
  return coalition;
}
