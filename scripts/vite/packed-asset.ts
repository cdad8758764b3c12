import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const suffix = '?packed';

/**
 * `import file from 'package/file.wasm?packed'` gives { url, size, sha256 } of the file as it is served: gzipped in the
 * built site, since many static hosts do not compress and refuse files over 25 MiB; as it is while developing. The packed
 * file is called .bin: servers label a .gz as encoded, and browsers would unpack it before it can be checked.
 */
export function packedAsset(): Plugin {
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
      const content = await readFile(path);
      const source = building ? gzipSync(content, { level: 9 }) : content;
      const size = source.byteLength;
      const sha256 = createHash('sha256').update(source).digest('hex');
      const url = building
        ? `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: 'asset', name: `${basename(path, '.wasm')}.bin`, source })}`
        : JSON.stringify(`/@fs/${path.replace(/^\//, '')}`);
      return `export default { url: ${url}, size: ${size}, sha256: '${sha256}' };`;
    },
  };
}
