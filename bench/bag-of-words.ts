import { Random } from '../core/math/random';

/** A text as a bag of words has it: for each word, in which of the table's places its weights lie. */
export type Bag = Int32Array;

const places = 2 ** 18;

/** The words of a text, in lower case. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];
}

/** Words are hashed into a table of 2^18 places (FNV-1a): some share one. Each word counts once. */
export function bagOf(text: string): Bag {
  return Int32Array.from(new Set(wordsOf(text).map(placeOf)));
}

function placeOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) & (places - 1);
}

/** A text's class, by its index. */
export interface LabelledBag {
  readonly bag: Bag;
  readonly label: number;
}

/**
 * Multinomial logistic regression on bags of words, trained by stochastic gradient descent with AdaGrad's steps (Duchi et al.
 * 2011), one text at a time.
 * @returns what gives a bag's class
 */
export function trainBagOfWords(
  rows: readonly LabelledBag[],
  { classes, epochs, seed }: { readonly classes: number; readonly epochs: number; readonly seed: number },
): (bag: Bag) => number {
  const weights = new Float64Array((places + 1) * classes);
  const squares = new Float64Array(weights.length).fill(1e-8);
  const random = new Random(seed);
  const scoresOf = (bag: Bag): number[] =>
    Array.from({ length: classes }, (_, k) => {
      let score = weights[places * classes + k]!;
      for (const place of bag) score += weights[place * classes + k]!;
      return score;
    });
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const { bag, label } of random.shuffle([...rows])) {
      const scores = scoresOf(bag);
      const most = Math.max(...scores);
      const powers = scores.map((score) => Math.exp(score - most));
      const sum = powers.reduce((a, b) => a + b);
      for (let k = 0; k < classes; k++) {
        const gradient = powers[k]! / sum - (k === label ? 1 : 0);
        for (const place of [...bag, places]) {
          const at = place * classes + k;
          squares[at]! += gradient * gradient;
          weights[at]! -= (0.3 * gradient) / Math.sqrt(squares[at]!);
        }
      }
    }
  }
  return (bag) => {
    const scores = scoresOf(bag);
    return scores.indexOf(Math.max(...scores));
  };
}
