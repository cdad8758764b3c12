import type { ModelInput } from '../model/classifier';
import type { Removal, Span, SpecialTokenIds, TokenizedText, Unit } from './types';

/** The part of a text to which one value belongs: its characters, and the tokens that carry them. */
export interface Feature extends Span {
  /** Indices into TokenizedText.tokens, ascending; never special tokens, never empty. */
  readonly tokens: readonly number[];
}

/**
 * The features of a text, in reading order: its words, or its tokens without [CLS] and [SEP]. Either way every token
 * that is not special belongs to exactly one feature.
 */
export function features(tokenized: TokenizedText, unit: Unit): readonly Feature[] {
  if (unit === 'word') return tokenized.words;
  return tokenized.tokens.flatMap(({ start, end, special }, index) =>
    special ? [] : [{ start, end, tokens: [index] }],
  );
}

/** The token ids of a text, as the model takes them. Nothing is removed. */
export function modelInput(tokenized: TokenizedText): ModelInput {
  return { ids: Int32Array.from(tokenized.tokens, ({ id }) => id) };
}

/**
 * Turns coalitions into rows for the model. `present` has one entry a feature: 0 is absent, anything else present.
 * Tokens that belong to no feature, such as [CLS] and [SEP], stay in every row.
 */
export type Masker = (present: ArrayLike<number | boolean>) => ModelInput;

/**
 * Makes a masker for the features of one text (SHAP's term). `removal` says what happens to an absent feature:
 * - mask: its tokens become [MASK];
 * - pad: its tokens become <pad> and are not attended to; the other tokens keep their positions;
 * - delete: its tokens are left out, and the tokens behind it move up.
 *
 * If nothing is absent, all three give `modelInput(tokenized)`. The tokens of a feature need not be neighbours: a
 * feature may hold all occurrences of a word, for instance. Features must be disjoint.
 *
 * @throws RangeError when a feature names a token that is not in the text, or that another feature has
 */
export function createMasker(
  tokenized: TokenizedText,
  features: readonly Pick<Feature, 'tokens'>[],
  removal: Removal,
  special: Pick<SpecialTokenIds, 'mask' | 'pad'>,
): Masker {
  const ids = Int32Array.from(tokenized.tokens, ({ id }) => id);
  const owner = featureOfToken(ids.length, features);
  const isPresent = (present: ArrayLike<number | boolean>, token: number): boolean => {
    const feature = owner[token]!;
    return feature < 0 || Boolean(present[feature]);
  };
  const checked = (present: ArrayLike<number | boolean>): void => {
    if (present.length !== features.length) {
      throw new RangeError(
        `A coalition of ${present.length} entries was given for ${features.length} features.`,
      );
    }
  };
  switch (removal) {
    case 'mask':
      return (present) => {
        checked(present);
        return { ids: ids.map((id, token) => (isPresent(present, token) ? id : special.mask)) };
      };
    case 'pad':
      return (present) => {
        checked(present);
        const attention = Uint8Array.from(ids, (_, token) => (isPresent(present, token) ? 1 : 0));
        return { ids: ids.map((id, token) => (attention[token] ? id : special.pad)), attention };
      };
    case 'delete':
      return (present) => {
        checked(present);
        return { ids: ids.filter((_, token) => isPresent(present, token)) };
      };
  }
}

/** For each token, the index of the feature that holds it; -1 if none does. */
function featureOfToken(tokenCount: number, features: readonly Pick<Feature, 'tokens'>[]): Int32Array {
  const owner = new Int32Array(tokenCount).fill(-1);
  features.forEach(({ tokens }, feature) => {
    for (const token of tokens) {
      if (owner[token] === undefined)
        throw new RangeError(`Feature ${feature} names token ${token} of ${tokenCount}.`);
      if (owner[token] !== -1)
        throw new RangeError(`Token ${token} is in features ${owner[token]} and ${feature}.`);
      owner[token] = feature;
    }
  });
  return owner;
}
