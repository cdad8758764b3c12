import { readCard, type Card } from '../../core/report/model-card';
import { isSealed } from '../offline/policy-in-force';
import type { Model } from '../model/model.svelte';
import { modelUrl } from '../../workers/model-url';

/** Bytes of a brought card that are shown: more than people write. */
const mostBytes = 2 ** 18;

/** The card of the model that is loaded; null where its folder has none, or it cannot be had. */
export async function cardOf({ brought, page }: Pick<Model, 'brought' | 'page'>): Promise<Card | null> {
  try {
    if (brought) {
      const file = brought.files['README.md'];
      return file ? readCard(await file.slice(0, mostBytes).text()) : null;
    }
    // The page's policy lets it ask nobody, and a card is not kept.
    if (isSealed()) return null;
    const response = await fetch(new URL('README.md', modelUrl(page, __DEFAULT_MODEL__)));
    const type = response.headers.get('Content-Type') ?? '';
    // Hosts that have a page for every address answer with one.
    return response.ok && !type.includes('html') ? readCard(await response.text()) : null;
  } catch {
    return null;
  }
}
