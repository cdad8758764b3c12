import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { apart, layers } from '../layers.js';

const names = Object.keys(layers);
const roots = [...new Set(names.map((name) => name.split('/')[0]!))];
const files = roots.flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => join(root, name))
    .filter((name) => /\.(?:ts|svelte)$/.test(name) && !/\.test\.ts$/.test(name)),
);

/** The file to which an import of a file leads, as TypeScript and Vite resolve it; undefined for what is no code. */
function resolveImport(file: string, path: string): string | undefined {
  const base = normalize(join(dirname(file), path));
  const candidates = [base, `${base}.ts`, base.replace(/\.js$/, '.ts')];
  return candidates.find((name) => /\.(?:ts|svelte)$/.test(name) && existsSync(name));
}

/** The files that a file imports, types included. */
function importsOf(file: string): string[] {
  const found = readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^'?]+)/g);
  return [...found].map(([, path]) => resolveImport(file, path!)).filter((name) => name !== undefined);
}

const imports = new Map(files.map((file) => [file, importsOf(file)]));
const layerOf = (file: string): string | undefined =>
  names.filter((name) => file.startsWith(`${name}/`)).sort((a, b) => b.length - a.length)[0];

describe('the table of layers', () => {
  it('names every folder of core', () => {
    const folders = readdirSync('core', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(names).toEqual(expect.arrayContaining(folders.map(({ name }) => `core/${name}`)));
  });

  it('names every folder that holds code, but for what stands beside the layers', () => {
    const beside = ['docs', 'examples', 'models', 'public', 'test'];
    const ignored = readFileSync('.gitignore', 'utf8')
      .split('\n')
      .map((line) => line.replaceAll('/', ''));
    const folders = readdirSync('.', { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .filter((name) => !ignored.includes(name));
    expect(folders.sort()).toEqual([...roots, ...beside].sort());
  });

  it('permits nothing that nobody needs', () => {
    const isOf = (file: string, folder: string): boolean =>
      file.startsWith(`${folder}/`) &&
      !apart.some((name) => name.startsWith(`${folder}/`) && file.startsWith(`${name}/`));
    const needed = (layer: string, allowed: string): boolean =>
      files.some(
        (file) => layerOf(file) === layer && imports.get(file)!.some((other) => isOf(other, allowed)),
      );
    const idle = Object.entries(layers).flatMap(([layer, allowed]) =>
      allowed.filter((name) => !needed(layer, name)).map((name) => `${layer} -> ${name}`),
    );
    expect(idle).toEqual([]);
  });
});

describe('the rules of ESLint', () => {
  // The rules of layers need no types, and types take long.
  const untyped = ts.configs.disableTypeChecked as ESLint.Options['overrideConfig'];
  const eslint = new ESLint({ overrideConfig: untyped ?? null });
  const layerRules = [
    'import-x/no-restricted-paths',
    'import-x/no-unresolved',
    'layers/urls',
    'no-restricted-imports',
    'no-restricted-syntax',
    '@typescript-eslint/consistent-type-imports',
    '@typescript-eslint/triple-slash-reference',
  ];
  const faultsOf = async (file: string, code: string): Promise<string[]> => {
    const [{ messages }] = (await eslint.lintText(code, { filePath: file })) as [ESLint.LintResult];
    expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
    return messages.flatMap(({ ruleId }) => (ruleId !== null && layerRules.includes(ruleId) ? [ruleId] : []));
  };

  it.each([
    ['core/math/argmax.ts', "export { x } from '../../runtime/forward';"],
    ['core/math/argmax.ts', "import type { Word } from '../text/types';\nexport type Mine = Word;"],
    ['core/math/argmax.ts', "export type Mine = import('../text/types').Word;"],
    ['core/math/argmax.ts', "export const later = (): Promise<unknown> => import('../text/words');"],
    ['core/text/words.ts', "import { explain } from '../attribution/explain';\nexport default explain;"],
    ['runtime/forward.ts', "import { openModel } from './node/open-model';\nexport default openModel;"],
    ['runtime/node/session.ts', "import { print } from '../../cli/output';\nexport default print;"],
    ['workers/api.ts', "import { openModel } from '../runtime/node/open-model';\nexport default openModel;"],
    ['workers/api.ts', "export type Mine = import('../src/views').View;"],
    ['src/views.ts', "export const later = (): Promise<unknown> => import('../runtime/forward');"],
    ['core/math/argmax.ts', "export { x } from '../../runtime/forward.js';"],
    [
      'core/math/argmax.ts',
      "export const later = (): Promise<unknown> => import('../../runtime/forward.js');",
    ],
    ['core/math/argmax.ts', "export { x } from './no-such-file';"],
    ['core/math/argmax.ts', "export { x } from 'onnxruntime-web';"],
    ['core/math/argmax.ts', "export const later = (): Promise<unknown> => import('onnxruntime-web');"],
    ['core/math/argmax.ts', "export const later = (): Promise<unknown> => import('svelte/store');"],
    ['core/math/argmax.ts', 'export const later = (name: string): Promise<unknown> => import(name);'],
    ['core/math/argmax.ts', '/// <reference lib="dom" />\nexport const page = document;'],
    ['scripts/make-schema.ts', "export { requireDocument } from '../test/valid-document';"],
    ['bench/sides.ts', "export { requireDocument } from '../test/valid-document';"],
    ['scripts/chromium.mjs', "export { print } from '../src/views.ts';"],
    ['core/math/argmax.ts', "export const file = new URL('../../runtime/forward.ts', import.meta.url);"],
    ['src/views.ts', "export const file = new URL('../runtime/forward.ts', import.meta.url);"],
    ['workers/api.ts', "export const file = new URL('../runtime/node/session.ts', import.meta.url);"],
    ['src/views.ts', "export const all = import.meta.glob('../runtime/*.ts');"],
    ['src/views.ts', "export const all = import.meta.glob(['./**/*.svelte', '/explain/*.ts']);"],
  ])('refuse in %s: %s', async (file, code) => {
    expect(await faultsOf(file, code)).toHaveLength(1);
  });

  it.each([
    ['runtime/node/session.ts', "import { isNoGraph } from '../no-graph';\nexport default isNoGraph;"],
    [
      'finetune/cli/export.ts',
      "import { openModel } from '../../runtime/node/open-model';\nexport default openModel;",
    ],
    ['core/math/argmax.ts', "import { Random } from './random';\nexport default Random;"],
    ['core/math/argmax.ts', "import { Random } from './random.js';\nexport default Random;"],
    ['core/rows/xlsx.ts', "export const later = (): Promise<unknown> => import('hucre/xlsx');"],
    ['core/rows/parquet.ts', "export const later = (): Promise<unknown> => import('hyparquet');"],
    ['runtime/forward.ts', "export const later = (): Promise<unknown> => import('onnxruntime-web/webgpu');"],
    ['src/views.ts', "export const file = new URL('../workers/model.worker.ts', import.meta.url);"],
    ['src/views.ts', "export const all = import.meta.glob('./**/*.svelte');"],
    ['finetune/shipped-model.ts', "export const file = new URL('../models/sentiment', import.meta.url);"],
    ['core/text/words.test.ts', "import { explain } from '../attribution/explain';\nexport default explain;"],
  ])('permit in %s: %s', async (file, code) => {
    expect(await faultsOf(file, code)).toEqual([]);
  });
});

describe('imports', () => {
  it.each([
    ['core/math/argmax.ts', './random', 'core/math/random.ts'],
    ['core/math/argmax.ts', './random.js', 'core/math/random.ts'],
    ['src/explain/explanation-run.svelte.ts', '../task/task.svelte.js', 'src/task/task.svelte.ts'],
  ])('of %s: %s is %s', (file, path, resolved) => expect(resolveImport(file, path)).toBe(resolved));

  it('lead to what only tests use from tests alone', () => {
    const isOfTests = (file: string): boolean => /(?:^|\/)testing(?:\/|(?:\.svelte)?\.ts$)/.test(file);
    const used = files
      .filter((file) => !isOfTests(file))
      .flatMap((file) =>
        imports
          .get(file)!
          .filter(isOfTests)
          .map((other) => `${file} -> ${other}`),
      );
    expect(files.filter(isOfTests).length).toBeGreaterThan(5);
    expect(used).toEqual([]);
  });
});
