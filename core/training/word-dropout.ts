import type { Random } from '../math/random';
import type { SpecialTokenIds } from '../text/types';

/** The tokens at the beginning and the end of a row, and the token that replaces a word. */
export type DropoutTokens = Pick<SpecialTokenIds, 'cls' | 'sep' | 'mask'>;

/**
 * A row with some of its words masked: every token but [CLS] and [SEP] becomes [MASK] with probability `rate` (word
 * dropout; Iyyer et al. 2015). So the model learns to read texts with masked words, as explanations that mask words ask
 * (Hase et al. 2021). And it gains less by learning a text by heart.
 * @param ids token ids of the row; never changed
 */
export function dropWords(
  ids: Int32Array,
  rate: number,
  random: Random,
  { cls, sep, mask }: DropoutTokens,
): Int32Array {
  return ids.map((id) => (id !== cls && id !== sep && random.uniform() < rate ? mask : id));
}
