import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build, type Plugin } from 'vite';
import { packedAsset } from './packed-asset.ts';

/** The service worker's own file: at the root, since its place bounds its scope, and without a hash in its name. */
const serviceWorkerFile = 'service-worker.js';

/** Files that the page and its workers fetch and cache themselves, by content hash. */
const cachedElsewhere = /\.(bin|map)$/;

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

/**
 * Builds the service worker, once the page is written: as one classic script, which every browser takes, with the list of
 * the page's files in it. __SHELL__ becomes { version, files }, where files gives the SHA-256 of each as it was written. A
 * new version of any file changes the worker's own bytes, which is how browsers learn of an update.
 *
 * @param entry the worker's source, relative to the project's root
 * @param publicFiles files of public/ that the page needs offline
 */
export function serviceWorker(entry: string, publicFiles: readonly string[]): Plugin {
  let root = '';
  let outDir = '';
  let define: Record<string, unknown> = {};
  return {
    name: 'albert-lens:service-worker',
    apply: 'build',
    configResolved(config) {
      root = config.root;
      outDir = resolve(config.root, config.build.outDir);
      define = config.define ?? {};
    },
    // From the disk, when all is written: no plugin changes a file after that.
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler(_options, bundle) {
        const built = Object.keys(bundle).filter((name) => !cachedElsewhere.test(name));
        const files: Record<string, string> = {};
        for (const name of [...built, ...publicFiles].sort()) {
          files[name] = sha256(await readFile(join(outDir, name)));
        }
        const shell = { version: sha256(JSON.stringify(files)).slice(0, 16), files };
        await build({
          configFile: false,
          root,
          publicDir: false,
          logLevel: 'warn',
          define: { ...define, __SHELL__: JSON.stringify(shell) },
          plugins: [packedAsset({ emit: false })],
          build: {
            outDir,
            emptyOutDir: false,
            target: 'es2022',
            rolldownOptions: {
              input: { [serviceWorkerFile]: join(root, entry) },
              output: { format: 'iife', entryFileNames: '[name]' },
            },
          },
        });
      },
    },
  };
}
