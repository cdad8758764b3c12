import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gzipSync } from 'fflate';
import type { Plugin } from 'vite';

const suffix = '?packed';

/** Packed once a process: the page, its workers and the service worker are built one after the other. */
const packed = new Map<string, Promise<Uint8Array>>();

/** By fflate: what node:zlib writes differs between versions of Node, and the site is to be the same bytes by any. */
function pack(path: string): Promise<Uint8Array> {
  let source = packed.get(path);
  if (!source) {
    source = readFile(path).then((content) => gzipSync(content, { level: 9, mtime: 0 }));
    packed.set(path, source);
  }
  return source;
}

/**
 * `import file, { sha256 } from 'package/file.wasm?packed'` gives { url, size, sha256 } of the file as it is served:
 * gzipped in the built site, since many static hosts do not compress and refuse files over 25 MiB; as it is while
 * developing. The packed file is called .bin: servers label a .gz as encoded, and browsers would unpack it before it can
 * be checked.
 *
 * @param emit false: the file itself is written by another build, and has no URL in this one
 */
export function packedAsset({ emit = true } = {}): Plugin {
  let building = false;
  return {
    name: 'albert-lens:packed-asset',
    enforce: 'pre',
    configResolved(config) {
      building = config.command === 'build';
    },
    async resolveId(source, importer) {
      if (!source.endsWith(suffix)) return null;
      const file = await this.resolve(source.slice(0, -suffix.length), importer, { skipSelf: true });
      return file ? file.id + suffix : null;
    },
    async load(id) {
      if (!id.endsWith(suffix)) return null;
      const path = id.slice(0, -suffix.length);
      const source = building ? await pack(path) : await readFile(path);
      const sha256 = createHash('sha256').update(source).digest('hex');
      const hash = `export const sha256 = '${sha256}';`;
      if (!emit) return hash;
      const name = `${basename(path, '.wasm')}.bin`;
      const url = building
        ? `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: 'asset', name, source })}`
        : JSON.stringify(`/@fs/${path.replace(/^\//, '')}`);
      return `${hash}\nexport default { url: ${url}, size: ${source.byteLength}, sha256 };`;
    },
  };
}
