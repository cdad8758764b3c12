import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { inject } from 'vitest';

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
 * Where the script of a command is. Commands are bundled once for all tests of a process, which start them many times: a
 * bundle starts in a fifth of the time that tsx takes to compile the sources, and does the same. Threads of the commands
 * run from the sources.
 */
export async function builtCommand(command: string): Promise<string> {
  built ??= bundled();
  return join(await built, `${command}.mjs`);
}

let built: Promise<string> | null = null;

async function bundled(): Promise<string> {
  const folder = join(inject('commands'), String(process.pid));
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
  return folder;
}
