import type { Card } from '../../core/report/model-card';
import { cardAt } from '../../workers/model-card';
import { modelUrl } from '../../workers/model-url';
import type { Model } from '../model/model.svelte';
import { isSealed } from '../offline/policy-in-force';

/** The card of the model that is loaded; null where its folder has none, or it cannot be had. */
export async function cardOf({ brought, page }: Pick<Model, 'brought' | 'page'>): Promise<Card | null> {
  return cardAt(brought ?? modelUrl(page, __DEFAULT_MODEL__), isSealed());
}
