import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';

const checksumsFile = 'SHA256SUMS';

/** Writes SHA256SUMS, as `sha256sum -c` reads it: the hash of every file of the built site, by path. */
export function checksums(): Plugin {
  let outDir = '';
  let written = false;
  return {
    name: 'albert-lens:checksums',
    apply: 'build',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    writeBundle() {
      written = true;
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        // Not after a build that failed.
        if (!written) return;
        const entries = await readdir(outDir, { recursive: true, withFileTypes: true });
        const paths = entries
          .filter((entry) => entry.isFile())
          .map((entry) => relative(outDir, join(entry.parentPath, entry.name)).split(sep).join('/'))
          .filter((path) => path !== checksumsFile)
          .sort();
        const lines = await Promise.all(
          paths.map(async (path) => {
            const content = await readFile(join(outDir, path));
            return `${createHash('sha256').update(content).digest('hex')}  ${path}\n`;
          }),
        );
        await writeFile(join(outDir, checksumsFile), lines.join(''));
      },
    },
  };
}
