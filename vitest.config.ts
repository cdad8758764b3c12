import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defaultClientConditions } from 'vite';
import { defineConfig } from 'vitest/config';
import { assemblyScript } from './scripts/vite/assembly-script.ts';

const inBrowser = {
  globalSetup: ['test/browser/build.ts'],
  environment: 'node' as const,
  testTimeout: 300_000,
  hookTimeout: 300_000,
  // A busy machine is no fault of the page: as long as Playwright waits.
  expect: { poll: { timeout: 120_000 } },
  // One browser at a time, after the projects that run without one.
  fileParallelism: false,
  sequence: { groupOrder: 1 },
};

/** What a test waits for in its own process: a busy machine is no fault of the code. */
const patient = {
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 30_000 } },
};

/**
 * Vitest leaves a core to itself, which is half of a machine with two. Files of a worker share their modules, which takes a
 * third less of the processor: a test gives back what it changes of anything that outlives it.
 */
const onEveryCore = { maxWorkers: '100%', isolate: false };

const commandsFolder = 'test/commands-folder.ts';

/** The folders of sources. */
const sources = '{core,runtime,cli,finetune,explain,workers,src,scripts,bench,packages}';

/** Too slow for every run of `npm test`: `npm run test:slow` runs them. */
const slow = '**/*.slow.test.ts';

/** Faults that every run of `npm test` injects; `npm run test:faults` injects all. */
const faultsAlways = ['policy', 'shell'].map((name) => `test/faults/${name}.test.ts`);

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [assemblyScript()],
        test: {
          name: 'unit',
          include: [`${sources}/**/*.test.ts`],
          exclude: ['**/*.svelte.test.ts', slow],
          globalSetup: [commandsFolder],
          environment: 'node',
          ...patient,
          ...onEveryCore,
        },
      },
      {
        // Tests of the page's state and components; they may use runes themselves. Svelte compiles for a browser here.
        plugins: [svelte()],
        resolve: { conditions: [...defaultClientConditions] },
        define: { __DEFAULT_MODEL__: JSON.stringify('models/sentiment') },
        test: {
          name: 'page',
          include: ['src/**/*.svelte.test.ts'],
          environment: 'happy-dom',
          ...patient,
          ...onEveryCore,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts', ...faultsAlways],
          exclude: [slow],
          ...inBrowser,
          // Two at a time: a page waits as often as it works.
          fileParallelism: true,
          maxWorkers: 2,
          // A browser that draws no frame any more was seen once, on a loaded machine. `npm test` names what needed a second
          // try, and fails where that was more than one test.
          retry: 1,
          // Vitest runs no projects together that have other numbers of workers.
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'slow',
          include: [`${sources}/${slow}`, `test/browser/${slow}`],
          ...inBrowser,
          globalSetup: [...inBrowser.globalSetup, commandsFolder],
        },
      },
      { test: { name: 'states', include: ['test/states/**/*.test.ts'], ...inBrowser } },
      { test: { name: 'firefox', include: ['test/firefox/**/*.test.ts'], ...inBrowser } },
      {
        test: {
          name: 'package',
          include: ['test/{package,parallel,spark}/**/*.test.ts'],
          globalSetup: [commandsFolder],
          environment: 'node',
          sequence: { groupOrder: 3 },
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        plugins: [assemblyScript()],
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts', 'runtime/node/fuzz.test.ts'],
          ...inBrowser,
        },
      },
    ],
  },
});
