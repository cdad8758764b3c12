import type { gatherTexts } from '../../core/teaching/texts';
import { count } from '../../core/text/count';
import { grouped } from '../shared/format';

/** Texts at most: whoever has more labels, teaches by the companion. */
export const mostTexts = 20_000;

/** What became of texts that were added, where it is worth a word. @param left how many were not taken */
export function addedInWords(
  { doubles, disputed, blank }: ReturnType<typeof gatherTexts>,
  left: number,
): string {
  const parts = [
    doubles > 0 && `${count(doubles, 'text was', 'texts were')} there already`,
    disputed > 0 &&
      `${disputed} came with two different labels, which teach nothing: they are asked first, and what you say holds`,
    blank > 0 && `${count(blank, 'blank line was', 'blank lines were')} left out`,
    left > 0 && `${left} were left out: more than ${grouped(mostTexts)} texts are for the companion`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? '' : `${parts.join('; ')}.`;
}
