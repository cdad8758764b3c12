import type { ModelManifest } from '../core/model/manifest';
import type { Backend, Newer } from './api';
import { broughtBase, broughtBytes, broughtManifest } from './brought-model';
import type { BroughtModel } from './model-location';
import type { ContentCache, ContentFile } from './content-cache';
import { chooseManifest, keepUpToDate } from './model-source';

/** A model's manifest, and where its files come from. */
export interface ModelOrigin {
  /** What the addresses of its files begin with. */
  readonly base: string;
  readonly manifest: ModelManifest;
  /** @throws FileFault when the file cannot be had, or is another one than the manifest describes */
  bytes(
    file: ContentFile,
    onBytes: (count: number) => void,
    signal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** Keeps it for use without a network, once it runs; null where it is kept only when asked. */
  readonly keep: (() => Promise<Newer>) | null;
}

/**
 * A model of the page's host.
 * @param base URL of its folder, ending with a slash
 * @param sealed whether the page's policy lets it connect to nobody
 */
export async function hostedOrigin(
  cache: ContentCache,
  base: string,
  backend: Backend,
  sealed: boolean,
): Promise<ModelOrigin> {
  const chosen = await chooseManifest(cache, base, backend);
  return {
    base,
    manifest: chosen.manifest,
    bytes: (file, onBytes, signal) => cache.bytes(file, base, onBytes, signal),
    // Of a sealed page the service worker looks for updates.
    keep: () => (sealed ? Promise.resolve(null) : keepUpToDate(cache, base, chosen)),
  };
}

/** A model that a reader brought. */
export async function broughtOrigin(model: BroughtModel): Promise<ModelOrigin> {
  return {
    base: broughtBase(model),
    manifest: await broughtManifest(model),
    async bytes(file, onBytes) {
      const bytes = await broughtBytes(model, file);
      onBytes(bytes.length);
      return bytes;
    },
    keep: null,
  };
}
