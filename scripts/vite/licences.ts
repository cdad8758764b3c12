import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createViteLicensePlugin } from 'rollup-license-plugin';
import type { Plugin } from 'vite';

const licencesFile = 'licences.json';

const root = resolve(import.meta.dirname, '../..');
/** Texts of packages that bring none, by name. */
const missingTexts = join(import.meta.dirname, 'licences');

/** What the file says of a package. */
export interface Licence {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression. */
  readonly licence: string;
  readonly text: string;
}

/**
 * Writes licences.json: every package that the built site ships something of, those of its workers included, with its
 * licence's text.
 *
 * @returns the plugin of the page, and what the workers' builds need of it
 */
export function licences(): { readonly plugin: Plugin; readonly inWorkers: Plugin } {
  // It remembers the packages of all that it is shown: the workers are built before the page is.
  const plugin = createViteLicensePlugin({
    outputFilename: false,
    includePackages: fontPackages,
    additionalFiles: {
      [licencesFile]: async (packages) => {
        const all = await Promise.all(
          packages.map(async ({ name, version, license, licenseText }): Promise<Licence> => ({
            name,
            version,
            licence: license,
            text: (licenseText ?? (await missingText(name))).trim(),
          })),
        );
        return `${JSON.stringify(
          all.sort((a, b) => (a.name < b.name ? -1 : 1)),
          null,
          2,
        )}\n`;
      },
    },
  });
  const { name, renderChunk } = plugin;
  return { plugin, inWorkers: { name, ...(renderChunk && { renderChunk }) } };
}

/** @throws Error where a package brings no text, and nobody has written one down */
async function missingText(name: string): Promise<string> {
  const file = join(missingTexts, `${name}.txt`);
  return readFile(file, 'utf8').catch(() => {
    throw new Error(`${name} brings no licence text: write it to ${file}`);
  });
}

/** Packages that no script imports: their fonts come by the stylesheet. */
async function fontPackages(): Promise<string[]> {
  const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  return Object.keys(dependencies)
    .filter((name) => name.startsWith('@fontsource'))
    .map((name) => join(root, 'node_modules', name));
}
