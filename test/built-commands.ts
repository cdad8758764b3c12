import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** Commands that tests start, by their names. */
const commands = {
  explain: 'explain/cli.ts',
  ...Object.fromEntries(
    ['calibrate', 'classify', 'evaluate', 'export', 'finetune'].map((name) => [
      name,
      `finetune/cli/${name}.ts`,
    ]),
  ),
};

/**
 * Has all commands bundled before the tests of a file, which start them many times: a bundle starts in a fifth of the time
 * that tsx takes to compile the sources, and does the same. Threads of the commands run from the sources.
 *
 * @returns a function that tells where the script of a command is
 */
export function builtCommands(): (command: string) => string {
  let folder: string;
  beforeAll(async () => {
    // Packages are found from here.
    const cache = join(root, 'node_modules/.cache');
    await mkdir(cache, { recursive: true });
    folder = await mkdtemp(join(cache, 'commands-'));
    await build({
      root,
      configFile: false,
      logLevel: 'error',
      publicDir: false,
      plugins: [
        {
          name: 'own-url',
          // Sources name the files beside them.
          transform: (code, id) =>
            code.includes('import.meta.url')
              ? code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
              : null,
        },
      ],
      build: {
        ssr: true,
        outDir: folder,
        minify: false,
        rollupOptions: { input: commands, output: { entryFileNames: '[name].mjs' } },
      },
    });
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return (command) => join(folder, `${command}.mjs`);
}
