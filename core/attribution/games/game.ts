import { createMasker, type Feature } from '../../text/masking';
import type { Removal, SpecialTokenIds, TokenizedText } from '../../text/types';
import type { Classifier, OutputActivation, Target } from '../../model/classifier';
import { probabilitiesOf } from '../../model/probabilities';

/** One byte a player: 1 is present, 0 absent. */
export type Coalition = Uint8Array;

/**
 * A cooperative game: players (the features of a text) and the value of every coalition of them (the target where the
 * others are removed). SHAP calls it the value function. Whatever explains by removing words works on it alone.
 */
export interface Game {
  readonly players: number;
  /** One value a coalition, in their order; a value does not depend on the coalitions beside it. */
  values(coalitions: readonly Coalition[], signal?: AbortSignal): Promise<Float64Array>;
}

/** What a classifier says of every coalition of a text's features: the logits of all classes, a row a coalition. */
export interface CoalitionLogits {
  readonly players: number;
  /** What makes probabilities of a row. */
  readonly activation: OutputActivation;
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

/** The game whose value is one scalar of the logits: other classes and outputs make other games of the same rows. */
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

/** A coalition as a bit set in a string, 16 players a character: equal exactly when the coalitions are. */
export function coalitionKey(coalition: Coalition): string {
  let key = '';
  for (let start = 0; start < coalition.length; start += 16) {
    let bits = 0;
    for (let i = start; i < Math.min(start + 16, coalition.length); i++) bits |= coalition[i]! << (i - start);
    key += String.fromCharCode(bits);
  }
  return key;
}

/** Everybody but the players of a coalition. */
export function complement(coalition: Coalition): Coalition {
  return coalition.map((present) => 1 - present);
}

/** The coalition of the given players. */
export function coalitionOf(players: number, members: Iterable<number>): Coalition {
  const coalition = new Uint8Array(players);
  for (const member of members) coalition[member] = 1;
  return coalition;
}
