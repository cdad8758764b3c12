import { targetValue, type Coalition, type Game } from '../core/attribution/games/game';
import type { DifferentiableClassifier, EmbeddingInput } from '../core/model/classifier';
import { Random } from '../core/math/random';
import { softmax } from '../core/math/softmax';
import type { FeatureNode } from '../core/text/hierarchy';
import type { SpecialTokenIds, TokenizedText } from '../core/text/types';

/** A game given as a set function. */
export function gameOf(players: number, value: (present: Coalition) => number): Game {
  return {
    players,
    values: (coalitions) => Promise.resolve(Float64Array.from(coalitions, value)),
  };
}

/** A game given by the values of all its coalitions, bit i of the index being player i. */
export function tableGame(players: number, values: ArrayLike<number>): Game {
  return gameOf(players, (present) => values[bitsOf(present)]!);
}

export function bitsOf(present: Coalition): number {
  return present.reduce((bits, bit, i) => bits | (bit << i), 0);
}

/** Values of all coalitions of a game without any structure. */
export function randomTable(players: number, seed: number): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length: 2 ** players }, () => random.uniform());
}

/** The binary tree over [start, end) that halves every range. */
export function halvingTree(start: number, end: number): FeatureNode {
  const middle = (start + end) >> 1;
  const children = end - start > 1 ? [halvingTree(start, middle), halvingTree(middle, end)] : [];
  return { start, end, children, manySentences: false };
}

export const special: SpecialTokenIds = { pad: 0, unknown: 1, cls: 2, sep: 3, mask: 4 };

/** Words of lower-case letters, a token for each word or, where it has more than four letters, two. */
export function tokenizeWords(text: string): TokenizedText {
  const tokens = [{ id: special.cls, special: true, start: 0, end: 0 }];
  const words = [...text.matchAll(/\S+/g)].map(({ 0: word, index: start }) => {
    const cuts = word.length > 4 ? [0, 4, word.length] : [0, word.length];
    const indices = cuts.slice(1).map((cut, i) => {
      const piece = word.slice(cuts[i], cut);
      const id = 5 + ([...piece].reduce((sum, letter) => sum * 7 + letter.charCodeAt(0), 0) % 90);
      return tokens.push({ id, special: false, start: start + cuts[i]!, end: start + cut }) - 1;
    });
    return { start, end: start + word.length, tokens: indices };
  });
  tokens.push({ id: special.sep, special: true, start: 0, end: 0 });
  return { text, tokens, words };
}

export interface SyntheticModel extends DifferentiableClassifier {
  /** Rows of each call, in order. */
  readonly calls: number[];
}

const vocabularySize = 95;
const embeddingSize = 3;

/**
 * A classifier of three classes whose logits are cubic polynomials of a weighted sum of the attended embeddings, so that
 * derivatives and path integrals are known: logit_c = h + h^2 / 2 - h^3 / 4 with h = sum over tokens t and entries i of
 * a_ci p_t E_ti.
 */
export function polynomialModel(seed = 1, maxTokens = 64): SyntheticModel {
  const random = new Random(seed);
  const draw = (): number => random.uniform() - 0.5;
  const table = Float32Array.from({ length: vocabularySize * embeddingSize }, draw);
  const directions = Array.from({ length: 3 }, () => Array.from({ length: embeddingSize }, draw));
  const place = (token: number): number => 1 / (1 + 0.1 * token);
  const calls: number[] = [];

  const projections = ({ embeddings, attention }: EmbeddingInput): number[] =>
    directions.map((direction) => {
      let sum = 0;
      embeddings.forEach((value, e) => {
        const token = Math.floor(e / embeddingSize);
        if (attention?.[token] !== 0) sum += direction[e % embeddingSize]! * place(token) * value;
      });
      return sum;
    });
  const logit = (h: number): number => h + h ** 2 / 2 - h ** 3 / 4;
  const slope = (h: number): number => 1 + h - (3 * h ** 2) / 4;
  const embed = (ids: ArrayLike<number>): Float32Array => {
    const rows = new Float32Array(ids.length * embeddingSize);
    Array.from(ids).forEach((id, i) => {
      rows.set(table.subarray(id * embeddingSize, (id + 1) * embeddingSize), i * embeddingSize);
    });
    return rows;
  };

  return {
    classes: ['negative', 'neutral', 'positive'],
    maxTokens,
    windowTokens: maxTokens,
    embeddingSize,
    vocabularySize,
    calls,
    embed,
    logits(rows, signal) {
      signal?.throwIfAborted();
      calls.push(rows.length);
      return Promise.resolve(
        rows.map(({ ids, attention }) => {
          const input = { embeddings: embed(ids), ...(attention && { attention }) };
          return Float32Array.from(projections(input), logit);
        }),
      );
    },
    gradients(rows, target, signal) {
      signal?.throwIfAborted();
      calls.push(rows.length);
      return Promise.resolve(
        rows.map((row) => {
          const h = projections(row);
          const logits = h.map(logit);
          const p = softmax(logits);
          const own = target.classIndex;
          const outer = directions.map((_, c) => {
            const same = c === own ? 1 : 0;
            return (target.output === 'logit' ? same : p[own]! * (same - p[c]!)) * slope(h[c]!);
          });
          const gradient = row.embeddings.map((_, e) => {
            const token = Math.floor(e / embeddingSize);
            const sum = directions.reduce(
              (total, direction, c) => total + outer[c]! * direction[e % embeddingSize]!,
              0,
            );
            return row.attention?.[token] === 0 ? 0 : sum * place(token);
          });
          return { output: targetValue(logits, target), gradient };
        }),
      );
    },
  };
}
