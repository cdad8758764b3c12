import { readFile, readdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const core = fileURLToPath(new URL('..', import.meta.url));

/** What a module imports, for its types too. */
function importsOf(source: string): string[] {
  return [...source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier]) => specifier!);
}

it('trains without Node: nothing outside of core is reached, and no package', async () => {
  const folder = resolve(core, 'training');
  const names = await readdir(folder);
  const left = names.filter((name) => !name.endsWith('.test.ts')).map((name) => resolve(folder, name));
  const seen = new Set<string>();
  for (let file = left.pop(); file !== undefined; file = left.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    expect(file.startsWith(core), file).toBe(true);
    const source = await readFile(file, 'utf8');
    expect(source, file).not.toMatch(
      /\b(?:process|Buffer|console|performance|setTimeout|window|document)[.(]/,
    );
    for (const specifier of importsOf(source)) {
      expect(specifier, file).toMatch(/^\.\.?\//);
      left.push(`${resolve(dirname(file), specifier)}.ts`);
    }
  }
  expect(seen).toContain(resolve(core, 'training/loop.ts'));
  expect(seen).toContain(resolve(core, 'metrics/classification.ts'));
});
