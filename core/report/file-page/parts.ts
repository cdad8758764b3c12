import { markup, type Html } from '../html';
import type { Plot } from '../plots/frame';
import type { Scheme } from '../scale';

/** Characters of a group's name that are shown. */
export const longestName = 60;

/** A plot for either ground: the style sheet shows one. */
export function both(draw: (scheme: Scheme) => Plot): Html {
  return markup`<figure class="on-light">${draw('light').html}</figure><figure class="on-dark">${draw('dark').html}</figure>`;
}

/** Said of figures that filters do not narrow, where filters narrow the others. */
export function wholeFile(isFiltered: boolean): string {
  return isFiltered ? ' In the whole file: filters do not narrow these figures.' : '';
}

/** A share with one decimal: figures of many rows have it. */
export function exact(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
