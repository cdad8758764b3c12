import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

/** The service worker's own file: at the root, since its place bounds its scope, and without a hash in its name. */
export const serviceWorkerFile = 'service-worker.js';

/** Files that the page and its workers fetch and cache themselves, by content hash. */
const cachedElsewhere = /\.(bin|map)$/;

/**
 * Tells the built service worker which files make up the page: replaces __SHELL__ in it by { version, files }. A new
 * version of any file changes the worker's own bytes, which is how browsers learn of an update.
 *
 * @param publicFiles files of public/ that the page needs offline
 */
export function serviceWorkerShell(publicFiles: readonly string[]): Plugin {
  return {
    name: 'albert-lens:service-worker-shell',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle[serviceWorkerFile];
        if (worker?.type !== 'chunk') this.error(`${serviceWorkerFile} is missing from the build`);
        const hash = createHash('sha256');
        const files: string[] = [];
        for (const [name, file] of Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1))) {
          if (name === serviceWorkerFile || cachedElsewhere.test(name)) continue;
          hash.update(name).update(file.type === 'chunk' ? file.code : file.source);
          files.push(name);
        }
        const shell = { version: hash.digest('hex').slice(0, 16), files: [...files, ...publicFiles] };
        worker.code = worker.code.replace('__SHELL__', () => JSON.stringify(shell));
      },
    },
  };
}
