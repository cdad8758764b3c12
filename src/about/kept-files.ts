import asyncify from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?packed';
import jspi from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?packed';
import { contentCacheName, shellPrefix } from '../../workers/cache-names';
import { sha256Of } from '../../workers/sha256';

/** A file as it is kept here. */
export interface KeptFile {
  /** Its path in the built site; its address in the cache where it is of no model that is kept. */
  readonly path: string;
  /** Hexadecimal, computed just now from its bytes. */
  readonly sha256: string;
}

/**
 * Every file that is kept for use offline, with its hash, by path: of the version of the page that runs, not of one before
 * or behind it, which may be kept beside it.
 *
 * @param page address of the page's folder, ending with a slash
 * @param script address of the script that the page was started from
 */
export async function keptFiles(page: string, script: string): Promise<KeptFile[]> {
  const files: KeptFile[] = [];
  const names = (await globalThis.caches?.keys()) ?? [];
  for (const name of [contentCacheName, await shellOf(names, script)]) {
    if (name === null || !names.includes(name)) continue;
    const cache = await caches.open(name);
    const paths = name === contentCacheName ? await contentPaths(cache, page) : null;
    for (const { url } of await cache.keys()) {
      const path = paths ? pathOfContent(url, paths, page) : url.slice(page.length) || 'index.html';
      const response = path === null ? undefined : await cache.match(url);
      if (path === null || !response) continue;
      const bytes = new Uint8Array(await response.arrayBuffer());
      files.push({ path, sha256: await sha256Of(bytes, crypto.subtle) });
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The cache of the version that a script is of: its name changes with any script that it loads. Of two, the newer. */
async function shellOf(names: readonly string[], script: string): Promise<string | null> {
  let found: string | null = null;
  for (const name of names) {
    if (!name.startsWith(shellPrefix)) continue;
    if (await (await caches.open(name)).match(script)) found = name;
  }
  return found;
}

/** As `sha256sum -c` reads it. */
export function checksumLines(files: readonly KeptFile[]): string {
  return files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('');
}

/** Null for a download that is not whole. */
function pathOfContent(url: string, paths: ReadonlyMap<string, string>, page: string): string | null {
  const hash = /\/content\/(\w+)$/.exec(url)?.[1];
  if (hash !== undefined) return paths.get(hash) ?? url;
  return url.includes('/partial/') ? null : url.slice(page.length);
}

/** Which file of the site a hash is: the manifests that are kept say it of models. */
async function contentPaths(cache: Cache, page: string): Promise<Map<string, string>> {
  const paths = new Map(
    [asyncify, jspi].map(({ url, sha256 }) => [
      sha256,
      new URL(url, import.meta.url).href.slice(page.length),
    ]),
  );
  for (const { url } of await cache.keys()) {
    if (!url.endsWith('/manifest.json')) continue;
    const { hashes } = (await (await cache.match(url))?.json()) as {
      hashes: Readonly<Record<string, string>>;
    };
    const folder = new URL('.', url).href.slice(page.length);
    for (const [name, hash] of Object.entries(hashes)) paths.set(hash, folder + name);
  }
  return paths;
}
