import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { corePackages, layers } from './layers.js';
import svelteConfig from './svelte.config.js';

const tests = ['**/*.test.ts', 'test/**/*.ts'];
const untyped = ['**/*.js', '**/*.mjs', 'runtime/kernels/assembly/**/*.ts'];

/** Everything of this repository but what a layer may import from. */
const zones = Object.entries(layers).map(([folder, allowed]) => ({
  target: `./${folder}`,
  from: '.',
  except: ['./node_modules', `./${folder}`, ...allowed.map((name) => `./${name}`)],
  message: `${folder} may import from ${[folder, ...allowed].join(', ')} alone (layers.js).`,
}));

export default ts.config(
  {
    ignores: [
      'node_modules',
      '**/dist',
      'runs',
      'models',
      'core/onnx/schema',
      'bench/peers',
      'test/fixtures',
    ],
  },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked,
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  {
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.svelte', '.js', '.json'] })],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/ignore': ['node_modules'],
    },
    languageOptions: {
      globals: { ...globals.browser, ...globals.node, ...globals.worker },
      parserOptions: {
        project: ['.', 'core', 'src', 'workers', 'packages/albert-lens', 'bench', 'test'].map(
          (folder) => `${folder}/tsconfig.json`,
        ),
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: { 'import-x/no-cycle': ['error', { ignoreExternal: true }] },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  { files: untyped, ...ts.configs.disableTypeChecked },
  // A fake answers at once where the real thing takes its time.
  { files: tests, rules: { '@typescript-eslint/require-await': 'off' } },
  {
    files: ['core/**/*.ts'],
    ignores: tests,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(?!\\.)(?!(?:${corePackages.join('|')})(?:/|$))`,
              message: `Of packages, core may import ${corePackages.join(', ')} alone (layers.js).`,
            },
          ],
        },
      ],
    },
  },
  { ignores: tests, rules: { 'import-x/no-restricted-paths': ['error', { zones }] } },
);
