import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { explain } from '../core/attribution/explain';
import type { ValueRequest } from '../core/attribution/requests';
import type { Subject } from '../core/attribution/subject';
import type { OpenModel } from '../runtime/node/open-model';
import { findChromium } from '../scripts/chromium.mjs';
import { serveSite } from '../scripts/site-server';
import type { BenchPage } from './browser/page';

/** One of ours in the comparison. */
export interface Side {
  readonly name: string;
  run(request: ValueRequest): Promise<Timing>;
}

export interface Timing {
  readonly seconds: number;
  /** Rows that the model evaluated. */
  readonly rows: number;
  readonly values: readonly number[];
}

/** A model in this process. */
export function nodeSide(name: string, { classifier }: OpenModel, subject: Subject): Side {
  return {
    name,
    async run({ method, settings }) {
      const { seconds, evaluations, values } = await explain(method, classifier, subject, settings, {
        batchSize: 512,
      });
      return { seconds, rows: evaluations, values };
    },
  };
}

export interface BrowserSides {
  readonly sides: readonly Side[];
  /** Of the browser, as it names itself. */
  readonly version: string;
  readonly threads: number;
  close(): Promise<void>;
}

/**
 * Models, by name and folder, on WASM threads in Chromium, in the workers of the page.
 * @param flags that Chromium is started with
 */
export async function browserSides(
  models: Readonly<Record<string, string>>,
  text: string,
  classIndex: number,
  flags: readonly string[] = [],
): Promise<BrowserSides> {
  const executablePath = await findChromium();
  if (!executablePath) throw new Error('There is no Chromium: npm test installs one.');
  const open: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of open.splice(0).reverse()) await end();
  };
  try {
    return { ...(await openSides(models, text, classIndex, { executablePath, flags }, open)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @param open is given what ends each thing that has been started, in order */
async function openSides(
  models: Readonly<Record<string, string>>,
  text: string,
  classIndex: number,
  { executablePath, flags }: { readonly executablePath: string; readonly flags: readonly string[] },
  open: (() => Promise<unknown>)[],
): Promise<Omit<BrowserSides, 'close'>> {
  const site = await mkdtemp(join(tmpdir(), 'bench-site-'));
  open.push(() => rm(site, { recursive: true, force: true }));
  const page = resolve(import.meta.dirname, 'browser/page.html');
  await build({
    logLevel: 'error',
    build: { outDir: site, emptyOutDir: true, rolldownOptions: { input: { bench: page } } },
  });
  const names = Object.keys(models);
  const mounts = Object.fromEntries(names.map((name, i) => [`model-${i}`, models[name]!]));
  const server = await serveSite(site, { mounts });
  open.push(() => server.close());
  // Containers run as root, where Chromium's sandbox does not start.
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', ...flags] });
  open.push(() => browser.close());
  const tab = await browser.newPage();
  await tab.goto(`${server.url}bench/browser/page.html`);
  await tab.waitForFunction(() => 'bench' in self);
  const sides: Side[] = [];
  let threads = 1;
  for (const [i, name] of names.entries()) {
    const loaded = await call(tab, 'load', `${server.url}model-${i}/`);
    threads = loaded.summary.threads;
    const explained = (of: string, request: Parameters<Side['run']>[0]) =>
      call(tab, 'explain', loaded.worker, {
        text: of,
        longText: 'windows',
        methods: [request],
        classIndex,
        output: 'probability',
        unit: 'word',
        topK: 5,
      });
    sides.push({
      name,
      async run(request) {
        // The worker keeps what it read of the last text: a turn would find the coalitions of the one before.
        await explained('Another text.', { method: 'leave-one-out' });
        const { explanations } = await explained(text, request);
        const [{ seconds, evaluations, values }] = explanations as [(typeof explanations)[number]];
        return { seconds, rows: evaluations, values };
      },
    });
  }
  return { sides, version: browser.version(), threads };
}

/** Calls a function of the page. */
function call<N extends keyof BenchPage>(
  tab: Page,
  name: N,
  ...args: Parameters<BenchPage[N]>
): Promise<Awaited<ReturnType<BenchPage[N]>>> {
  return tab.evaluate(
    ({ name, args }) => {
      const { bench } = self as unknown as {
        bench: Record<string, (...args: unknown[]) => Promise<unknown>>;
      };
      return bench[name]!(...args);
    },
    { name, args },
  ) as Promise<Awaited<ReturnType<BenchPage[N]>>>;
}
