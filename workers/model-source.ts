/**
 * Which version of a model is loaded. What is kept whole opens at once, without a word from the network; the host is asked
 * behind the reader's back, and a newer version is fetched and kept there too, to be opened the next time. So a model is
 * never a mixture of two versions, and a silent network costs nothing.
 */
import type { ModelManifest } from '../core/model/manifest';
import { backends, type Backend, type Newer } from './api';
import type { ContentCache, ContentFile } from './content-cache';
import { NewerFormat } from './file-fault';
import { neededFiles, readManifest } from './model-manifest';

export interface ChosenManifest {
  readonly manifest: ModelManifest;
  readonly text: string;
  /** Whether all that it needs on the asked backend is kept. */
  readonly kept: boolean;
}

/**
 * The kept manifest where all its files are kept, else the host's.
 *
 * @param base URL of the model's folder, ending with a slash
 * @throws FileFault when there is neither, or it is not one that this version of the page reads
 */
export async function chooseManifest(
  cache: ContentCache,
  base: string,
  backend: Backend,
): Promise<ChosenManifest> {
  const url = manifestUrl(base);
  const keptText = await cache.keptText(url);
  if (keptText !== null) {
    const manifest = readable(url, keptText);
    if (manifest && (await allKept(cache, neededFiles(manifest, base, backend).values()))) {
      return { manifest, text: keptText, kept: true };
    }
  }
  const text = await cache.latestText(url);
  return { manifest: readManifest(url, text), text, kept: false };
}

/** The version that is kept whole, whatever the backend; null where none is. */
export async function wholeVersion(cache: ContentCache, base: string): Promise<ChosenManifest | null> {
  const url = manifestUrl(base);
  const text = await cache.keptText(url);
  const manifest = text === null ? null : readable(url, text);
  if (text === null || !manifest || !(await allKept(cache, filesOf(manifest, base)))) return null;
  return { manifest, text, kept: true };
}

/**
 * After a model was loaded: keeps what another backend would need of it, its manifest, and the version that the host has
 * now; forgets former ones.
 *
 * @throws FileFault when the host does not answer, or holds files that are not its manifest's; all that was kept stays
 */
export async function keepUpToDate(
  cache: ContentCache,
  base: string,
  { manifest, text, kept }: ChosenManifest,
): Promise<Newer> {
  const url = manifestUrl(base);
  // What is not from the cache came from the host just now.
  const latest = kept ? await cache.latestText(url) : text;
  if (latest === text) {
    const files = await keepFiles(cache, base, manifest);
    await cache.keepText(url, text);
    await cache.prune(base, files);
    return null;
  }
  try {
    await keepFiles(cache, base, readManifest(url, latest));
  } catch (error) {
    if (error instanceof NewerFormat) return 'page';
    throw error;
  }
  await cache.keepText(url, latest);
  return 'model';
}

function filesOf(manifest: ModelManifest, base: string): ContentFile[] {
  return backends.flatMap((backend) => [...neededFiles(manifest, base, backend).values()]);
}

/** Keeps all files of a model, for whatever backend. */
async function keepFiles(cache: ContentCache, base: string, manifest: ModelManifest): Promise<ContentFile[]> {
  const files = filesOf(manifest, base);
  for (const file of files) if (!(await cache.has(file))) await cache.bytes(file, base, () => undefined);
  return files;
}

async function allKept(cache: ContentCache, files: Iterable<ContentFile>): Promise<boolean> {
  for (const file of files) if (!(await cache.has(file))) return false;
  return true;
}

function readable(url: string, text: string): ModelManifest | null {
  try {
    return readManifest(url, text);
  } catch {
    return null;
  }
}

function manifestUrl(base: string): string {
  return new URL('manifest.json', base).href;
}
