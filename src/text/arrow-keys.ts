/** Where a stop of the keyboard stands on the page: its left, top and width. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

/**
 * The stop that an arrow key leads to, from the one that has the focus.
 * @param places of all stops, in the order of the text
 * @param rightToLeft whether the text runs from the right
 * @returns null where the key leads nowhere
 */
export function stopAfterKey(
  key: string,
  current: number,
  places: readonly Place[],
  rightToLeft: boolean,
): number | null {
  const last = places.length - 1;
  const forward = rightToLeft ? 'ArrowLeft' : 'ArrowRight';
  const back = rightToLeft ? 'ArrowRight' : 'ArrowLeft';
  if (key === forward) return Math.min(last, current + 1);
  if (key === back) return Math.max(0, current - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (key === 'ArrowDown' || key === 'ArrowUp')
    return nearestLine(current, places, key === 'ArrowDown' ? 1 : -1);
  return null;
}

/** The stop on the next line down (or up) whose middle is nearest; the current one where there is no such line. */
function nearestLine(current: number, places: readonly Place[], direction: 1 | -1): number {
  const from = places[current]!;
  const middle = ({ left, width }: Place): number => left + width / 2;
  let best = current;
  for (let at = current + direction; at >= 0 && at < places.length; at += direction) {
    const place = places[at]!;
    const down = direction * (place.top - from.top);
    if (down < 8) continue;
    const found = places[best]!;
    if (best !== current && direction * (place.top - found.top) >= 8) break;
    const nearer = Math.abs(middle(place) - middle(from)) < Math.abs(middle(found) - middle(from));
    if (best === current || nearer) best = at;
  }
  return best;
}
