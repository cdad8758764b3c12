import { reasonsTitle } from '../../core/analysis/text-reasons';
import type { ReasonsMade } from './file-reasons.svelte';

/** By what rows were explained: "Leave-one-out, of long texts the beginning". */
export function howInWords({ method, longText }: Pick<ReasonsMade, 'method' | 'longText'>): string {
  return `${reasonsTitle(method)}${longText === 'truncate' ? ', of long texts the beginning' : ''}`;
}
