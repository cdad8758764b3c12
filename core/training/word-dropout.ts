import type { Random } from '../math/random';
import type { SpecialTokenIds } from '../text/types';

/** What a row begins and ends with, and what stands for a word that is gone. */
export type DropoutTokens = Pick<SpecialTokenIds, 'cls' | 'sep' | 'mask'>;

/**
 * A row as it is read with some of its words gone: every token but [CLS] and [SEP] is replaced by [MASK] with
 * probability `rate` (word dropout; Iyyer et al. 2015). The model then learns what a text with masked words says, which is
 * what explanations that mask words ask of it (Hase et al. 2021), and gains less by knowing a text by heart.
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
