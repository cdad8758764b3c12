import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { layerUrls } from './layer-urls.js';
import { apart, corePackages, layers } from './layers.js';
import svelteConfig from './svelte.config.js';

/** Not relative, and none of the packages of core. */
const foreign = `^(?!\\.)(?!(?:${corePackages.join('|')})(?:/|$))`;
const foreignMessage = `Of packages, core may import ${corePackages.join(', ')} alone (layers.js).`;

const tests = ['**/*.test.ts', 'test/**/*.ts'];

/** What holds the files of a layer: they may import nothing of this repository but what the layer may import from. */
const layerRules = Object.entries(layers)
  // The last that fits a file counts: that of the innermost folder.
  .sort(([a], [b]) => a.length - b.length)
  .map(([folder, allowed]) => {
    const may = [folder, ...allowed];
    const zone = {
      target: `./${folder}`,
      message: `${folder} may import from ${may.join(', ')} alone (layers.js).`,
    };
    const withheld = apart
      .filter((name) => !may.includes(name))
      .map((name) => ({ ...zone, from: `./${name}` }));
    const others = { ...zone, from: '.', except: ['./node_modules', ...may.map((name) => `./${name}`)] };
    return {
      files: [`${folder}/**/*.{ts,js,mjs,svelte}`],
      ignores: tests,
      rules: { 'import-x/no-restricted-paths': ['error', { zones: [others, ...withheld] }] },
    };
  });

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
  ...ts.configs.recommended,
  // The rules that need types. Of TypeScript oxlint asks them, and of both that no imports go round (.oxlintrc.json).
  {
    files: ['**/*.svelte'],
    rules: ts.configs.recommendedTypeCheckedOnly.at(-1)?.rules ?? {},
  },
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  {
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [
        createNodeResolver({
          extensions: ['.ts', '.svelte', '.js', '.json'],
          // TypeScript and Vite read file.ts where file.js is imported.
          extensionAlias: { '.js': ['.ts', '.js'] },
        }),
      ],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/ignore': ['node_modules'],
    },
    languageOptions: {
      globals: { ...globals.browser, ...globals.node, ...globals.worker },
    },
    rules: {
      // What is not found is not checked for its layer. Vite knows what to do with a query; the examples import the package
      // that `npm run test:package` builds.
      'import-x/no-unresolved': ['error', { ignore: ['\\?', '^virtual:', '^albert-lens'] }],
      '@typescript-eslint/triple-slash-reference': ['error', { lib: 'never', path: 'never', types: 'never' }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: {
        parser: ts.parser,
        svelteConfig,
        project: 'src/tsconfig.json',
        extraFileExtensions: ['.svelte'],
      },
    },
  },
  {
    files: ['core/**/*.ts'],
    ignores: tests,
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex: foreign, message: foreignMessage }] }],
      // The rule above does not look at import(...).
      'no-restricted-syntax': [
        'error',
        {
          // A slash would end the expression of the selector.
          selector: `ImportExpression[source.value=/${foreign.replaceAll('/', '\\x2f')}/]`,
          message: foreignMessage,
        },
        {
          selector: 'ImportExpression:not([source.type="Literal"])',
          message: 'An import in core names what it imports, so that it can be checked.',
        },
      ],
    },
  },
  ...layerRules,
  {
    files: ['**/*.{ts,js,mjs,svelte}'],
    ignores: tests,
    plugins: { layers: { rules: { urls: layerUrls(layers, apart) } } },
    rules: { 'layers/urls': 'error' },
  },
  // import('./file').Type names a file that no rule of imports looks at: types are imported as everything else is.
  {
    files: ['**/*.{ts,svelte}'],
    ignores: tests,
    rules: { '@typescript-eslint/consistent-type-imports': 'error' },
  },
);
