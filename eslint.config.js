import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

export default ts.config(
  {
    ignores: ['node_modules', 'dist', 'runs', 'models', 'core/onnx/schema', 'bench/peers', 'test/fixtures'],
  },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  { languageOptions: { globals: { ...globals.browser, ...globals.node, ...globals.worker } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] } },
  },
  {
    // core is the same code in page, worker and Node: it may reach for none of them.
    files: ['core/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            'onnxruntime*',
            'svelte*',
            'node:*',
            '@xenova/*',
            '**/src/**',
            '**/workers/**',
            '**/cli/**',
            '**/finetune/**',
            '**/runtime/**',
            '**/bench/**',
          ],
        },
      ],
      'no-restricted-globals': ['error', 'window', 'document', 'fetch', 'process', 'navigator', 'self'],
    },
  },
);
