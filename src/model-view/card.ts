import { isSealed } from '../offline/policy-in-force';
import type { Model } from '../model/model.svelte';
import { modelUrl } from '../../workers/model-url';

/** A model's card: README.md in its folder. */
export interface Card {
  /** Without the lines of metadata in front. */
  readonly text: string;
  /** What the metadata name; null where they name none. */
  readonly licence: string | null;
}

/** The card of the model that is loaded; null where its folder has none, or it cannot be had. */
export async function cardOf({ brought, page }: Pick<Model, 'brought' | 'page'>): Promise<Card | null> {
  try {
    if (brought) return brought.files['README.md'] ? readCard(await brought.files['README.md'].text()) : null;
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

/** @param source the text of README.md: lines of YAML between two lines of ---, then Markdown */
export function readCard(source: string): Card {
  const { metadata = '', text = source } =
    /^---\r?\n(?<metadata>[^]*?)\r?\n---\r?\n(?<text>[^]*)$/.exec(source)?.groups ?? {};
  const field = (name: string) =>
    new RegExp(`^${name}:[ \\t]*(\\S.*)$`, 'm')
      .exec(metadata)?.[1]
      ?.trim()
      .replace(/^["']|["']$/g, '') ?? null;
  const licence = field('license');
  // Terms that have no identifier have a name.
  return { text: text.trim(), licence: licence === 'other' ? (field('license_name') ?? licence) : licence };
}
