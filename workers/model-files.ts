import type { ModelManifest } from '../core/model/manifest';
import { textIn } from '../core/model/packed-text';
import {
  readDescription,
  readExpectations,
  type ModelDescription,
  type ModelExpectations,
} from '../runtime/read-model';
import type { Backend } from './api';
import { titleOf } from './brought-model';
import type { ContentFile } from './content-cache';
import { shareable } from './shared-memory';
import { neededFiles, told, type FileRole } from './model-manifest';

/** A model's files, as far as kernels of our own need them to read texts. */
export interface ModelFiles extends ModelDescription, ModelExpectations {
  readonly manifest: ModelManifest;
  /** Shared with the workers of the kernels, where the page may share memory. */
  readonly weights: Uint8Array;
}

/** Graphs are fetched only where the runtime needs them. */
const graphRoles: ReadonlySet<FileRole> = new Set(['forward', 'gradient']);

/** Gets the bytes of a file; the signal ends the download. */
export type BytesOf = (file: ContentFile, signal: AbortSignal) => Promise<Uint8Array<ArrayBuffer>>;

/** What `loadModelFiles` gets. */
export function firstFiles(manifest: ModelManifest, base: string, backend: Backend): ContentFile[] {
  return [...neededFiles(manifest, base, backend)].flatMap(([role, file]) =>
    graphRoles.has(role) ? [] : [file],
  );
}

/**
 * Gets a model's files but for its graphs, and reads what they say. When one of them fails, the others are ended first: a
 * download whose worker is gone can hold a connection for good.
 *
 * @throws FileFault naming the file that cannot be had, or the field of it that does not fit
 */
export async function loadModelFiles(
  manifest: ModelManifest,
  base: string,
  backend: Backend,
  bytesOf: BytesOf,
): Promise<ModelFiles> {
  const needed = neededFiles(manifest, base, backend);
  const roles = [...needed.keys()].filter((role) => !graphRoles.has(role));
  const downloads = new AbortController();
  const coming = roles.map(
    async (role) => [role, await bytesOf(needed.get(role)!, downloads.signal)] as const,
  );
  const bytes = await Promise.all(coming)
    .then((entries) => new Map(entries))
    .catch(async (error: unknown) => {
      downloads.abort();
      await Promise.allSettled(coming);
      throw error;
    });
  const textOf = (role: FileRole) => {
    const file = titleOf(needed.get(role)!.url);
    return { file, text: textIn(bytes.get(role)!, file) };
  };
  return told(() => ({
    manifest,
    weights: shareable(bytes.get('weights')!),
    ...readDescription(manifest, textOf),
    ...readExpectations(manifest, textOf),
  }));
}
