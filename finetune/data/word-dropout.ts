import type { Random } from '../../core/math/random';
import type { SpecialTokenIds } from '../../core/text/types';

/**
 * A row as it is read with some of its words gone: every token but the special ones is replaced by [MASK] with
 * probability `rate` (word dropout; Iyyer et al. 2015). The model then learns what a text with masked words says, which is
 * what explanations that mask words ask of it (Hase et al. 2021), and cannot answer by a text that it knows by heart.
 * @param ids token ids of the row; never changed
 */
export function dropWords(
  ids: Int32Array,
  rate: number,
  random: Random,
  { cls, sep, pad, mask }: SpecialTokenIds,
): Int32Array {
  const kept = new Set([cls, sep, pad]);
  return ids.map((id) => (!kept.has(id) && random.uniform() < rate ? mask : id));
}
