import { readCard, type Card } from '../core/report/model-card';
import type { ModelLocation } from './model-location';

/** Bytes of a brought card that are read: more than people write. */
const mostBytes = 2 ** 18;

/**
 * The card (README.md) in a model's folder; null where there is none, or it cannot be had.
 * @param sealed whether the page's policy lets it connect to nobody: the card of the page's own model is not kept
 */
export async function cardAt(location: ModelLocation, sealed: boolean): Promise<Card | null> {
  try {
    if (typeof location !== 'string') {
      const file = location.files['README.md'];
      return file ? readCard(await file.slice(0, mostBytes).text()) : null;
    }
    if (sealed) return null;
    const response = await fetch(new URL('README.md', location));
    const type = response.headers.get('Content-Type') ?? '';
    // Hosts that have a page for every address answer with one.
    return response.ok && !type.includes('html') ? readCard(await response.text()) : null;
  } catch {
    return null;
  }
}
