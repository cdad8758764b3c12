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

/** The game that a classifier plays with the features of one text. */
export function textGame(
  model: Classifier,
  tokenized: TokenizedText,
  features: readonly Pick<Feature, 'tokens'>[],
  removal: Removal,
  special: SpecialTokenIds,
  target: Target,
): Game {
  const mask = createMasker(tokenized, features, removal, special);
  return {
    players: features.length,
    async values(coalitions, signal) {
      const logits = await model.logits(coalitions.map(mask), signal);
      return Float64Array.from(logits, (row) => targetValue(row, target, model.activation));
    },
  };
}

/** The explained scalar of one row of logits. */
export function targetValue(
  logits: ArrayLike<number>,
  { classIndex, output }: Target,
  activation: OutputActivation = 'softmax',
): number {
  return (output === 'logit' ? logits : probabilitiesOf({ activation }, logits))[classIndex]!;
}

/** The same game, each coalition evaluated once; `evaluations` counts them. */
export interface MemoGame extends Game {
  readonly evaluations: number;
  values(coalitions: readonly Coalition[], signal?: AbortSignal): Promise<Float64Array>;
}

/** Puts a memory in front of a game, for methods and metrics that ask about the same coalitions. */
export function memoize(game: Game): MemoGame {
  const known = new Map<string, number>();
  return {
    players: game.players,
    get evaluations() {
      return known.size;
    },
    async values(coalitions, signal) {
      const keys = coalitions.map(coalitionKey);
      const fresh = new Map<string, Coalition>();
      coalitions.forEach((coalition, i) => {
        if (!known.has(keys[i]!)) fresh.set(keys[i]!, coalition);
      });
      if (fresh.size > 0) {
        const values = await game.values([...fresh.values()], signal);
        let i = 0;
        for (const key of fresh.keys()) known.set(key, values[i++]!);
      }
      return Float64Array.from(keys, (key) => known.get(key)!);
    },
  };
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
