import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layers } from '../layers.js';

const names = Object.keys(layers);
const roots = [...new Set(names.map((name) => name.split('/')[0]!))];
const files = roots.flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => join(root, name))
    .filter((name) => /\.(?:ts|svelte)$/.test(name) && !/\.test\.ts$/.test(name)),
);

/** The files that a file imports, types too, which the rule of ESLint leaves out. */
function importsOf(file: string): string[] {
  const found = readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^'?]+)/g);
  return [...found].flatMap(([, path]) => {
    const base = normalize(join(dirname(file), path!));
    const resolved = [base, `${base}.ts`].find((name) => /\.(?:ts|svelte)$/.test(name) && existsSync(name));
    return resolved === undefined ? [] : [resolved];
  });
}

const imports = new Map(files.map((file) => [file, importsOf(file)]));
const layerOf = (file: string): string | undefined =>
  names.filter((name) => file.startsWith(`${name}/`)).sort((a, b) => b.length - a.length)[0];

describe('the table of layers', () => {
  it('names every folder of core', () => {
    const folders = readdirSync('core', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(names).toEqual(expect.arrayContaining(folders.map(({ name }) => `core/${name}`)));
  });

  it('permits nothing that nobody needs', () => {
    const needed = (layer: string, allowed: string): boolean =>
      files.some(
        (file) =>
          layerOf(file) === layer && imports.get(file)!.some((other) => other.startsWith(`${allowed}/`)),
      );
    const idle = Object.entries(layers).flatMap(([layer, allowed]) =>
      allowed.filter((name) => !needed(layer, name)).map((name) => `${layer} -> ${name}`),
    );
    expect(idle).toEqual([]);
  });
});

describe('imports', () => {
  it('go round in no circle, types included', () => {
    const circles: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      if (path.includes(file) || done.has(file)) return;
      for (const next of imports.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(files.length).toBeGreaterThan(200);
    expect(circles).toEqual([]);
  });
});
