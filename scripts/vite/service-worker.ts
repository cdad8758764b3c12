import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';

/** The service worker's own file: at the root, since its place bounds its scope, and without a hash in its name. */
export const serviceWorkerFile = 'service-worker.js';

/** Files that the page and its workers fetch and cache themselves, by content hash. */
const cachedElsewhere = /\.(bin|map)$/;

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

/**
 * Tells the built service worker which files make up the page: replaces __SHELL__ in it by { version, files }, where files
 * gives the SHA-256 of each as it was written. A new version of any file changes the worker's own bytes, which is how
 * browsers learn of an update.
 *
 * @param publicFiles files of public/ that the page needs offline
 */
export function serviceWorkerShell(publicFiles: readonly string[]): Plugin {
  let outDir = '';
  return {
    name: 'albert-lens:service-worker-shell',
    apply: 'build',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    // From the disk, when all is written: no plugin changes a file after that.
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler(_options, bundle) {
        if (bundle[serviceWorkerFile]?.type !== 'chunk')
          this.error(`${serviceWorkerFile} is missing from the build`);
        const built = Object.keys(bundle).filter(
          (name) => name !== serviceWorkerFile && !cachedElsewhere.test(name),
        );
        const files: Record<string, string> = {};
        for (const name of [...built, ...publicFiles].sort()) {
          files[name] = sha256(await readFile(join(outDir, name)));
        }
        const shell = { version: sha256(JSON.stringify(files)).slice(0, 16), files };
        const path = join(outDir, serviceWorkerFile);
        const code = await readFile(path, 'utf8');
        await writeFile(
          path,
          code.replace('__SHELL__', () => JSON.stringify(shell)),
        );
      },
    },
  };
}
