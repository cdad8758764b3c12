import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';
import { assemblyScript } from './scripts/vite/assembly-script.ts';
import { checksums } from './scripts/vite/checksums.ts';
import { serverHeaders } from './scripts/vite/headers.ts';
import { licences } from './scripts/vite/licences.ts';
import { exportedModels, models, storedExamples } from './scripts/vite/models.ts';
import { packedAsset } from './scripts/vite/packed-asset.ts';
import { serviceWorker } from './scripts/vite/service-worker.ts';
import { contentSecurityPolicy, isolationHeaders } from './workers/policy.ts';

/** Every host knows the type of .js; many do not know .mjs, and browsers run no module of an unknown type. */
const assetFileNames = ({ names }: { readonly names: readonly string[] }) =>
  names.some((name) => name.endsWith('.mjs')) ? 'assets/[name]-[hash].js' : 'assets/[name]-[hash][extname]';

const licence = licences();
const modelsDirectory = resolve(import.meta.dirname, 'models');
const defaultModel = exportedModels(modelsDirectory)[0] ?? 'sentiment';

/** Holds the page to its origin on hosts that cannot set headers. Not in development: Vite injects inline styles there. */
function policyTag(): Plugin {
  return {
    name: 'albert-lens:policy-tag',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy('self') },
        injectTo: 'head-prepend',
      },
    ],
  };
}

export default defineConfig({
  // Relative: the site works from any sub-path of any host.
  base: './',
  resolve: {
    // onnxruntime-web without its WASM loader inside: the loader is a file of its own, which its threads start from.
    conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions],
  },
  define: {
    __DEFAULT_MODEL__: JSON.stringify(`models/${defaultModel}`),
    __STORED_EXAMPLES__: storedExamples(modelsDirectory, defaultModel),
  },
  plugins: [
    svelte(),
    policyTag(),
    packedAsset(),
    assemblyScript(),
    models(modelsDirectory),
    licence.plugin,
    serviceWorker('workers/service-worker.ts', [
      'manifest.webmanifest',
      'icon.svg',
      'icon-192.png',
      'icon-512.png',
      'apple-touch-icon.png',
    ]),
    checksums(),
  ],
  worker: {
    format: 'es',
    plugins: () => [packedAsset(), assemblyScript(), licence.inWorkers],
    rolldownOptions: { output: { assetFileNames } },
  },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: { assetFileNames },
    },
  },
  server: { headers: isolationHeaders },
  preview: { headers: serverHeaders },
});
