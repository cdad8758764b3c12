import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { number, text } from '../cli/options';
import { ProgressLine } from '../cli/progress-line';
import { runCommand } from '../cli/run-command';
import { findChromium } from '../scripts/chromium.mjs';
import { serveSite } from '../scripts/site-server';
import { describeMachine } from './machine';
import { limitedProgram } from './page/processor-share';
import { memoryAfter, visit, type Sent, type Visit } from './page/visit';

const root = resolve(import.meta.dirname, '..');

/** 10 Mbit a second. */
const bytesPerSecond = 1.25e6;

/** What is reached on two cores with VNNI, in the units of a visit (see the README). */
const goals: Partial<Record<keyof Visit, number>> = {
  bytesToPrediction: 8e6,
  storedExample: 1000,
  predictionAfterLastByte: 1500,
  explain: 600,
  reviewBySentence: 500,
  reviewEveryWord: 5000,
  stop: 500,
  longestTask: 50,
};

interface Side {
  /** Share of all cores that the browser has. */
  readonly share: number;
  /** What held it to that; null: nothing did. */
  readonly means: string | null;
  readonly cold: Visit;
  readonly warm: Visit;
  /** Bytes of page and workers after so many texts; null where that was not measured. */
  readonly memory: { readonly texts: number; readonly bytes: number } | null;
}

await runCommand(
  {
    name: 'npm run bench:page --',
    summary:
      'Measures the built page in Chromium over a line of 10 Mbit/s: cold and warm, with all of the processor and with a\n' +
      'quarter of it for the whole browser (by a control group, or cpulimit).',
    options: {
      texts: number('N', 'texts after which memory is measured (100)', { min: 1, whole: true }),
      out: text('FILE', 'results (bench/results/page.json)'),
    },
  },
  async ({ texts = 100, out = join(root, 'bench/results/page.json') }, signal) => {
    const program = await findChromium();
    if (program === null) throw new Error('There is no Chromium. `npm test` installs one.');
    const machine = describeMachine();
    const progress = new ProgressLine(process.stderr);
    const site = await mkdtemp(join(tmpdir(), 'albert-lens-site-'));
    try {
      progress.say('Building the site');
      const vite = join(root, 'node_modules/vite/bin/vite.js');
      await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', site, '--emptyOutDir'], {
        cwd: root,
        env: { ...process.env, NODE_ENV: 'production' },
        signal,
      });
      const sides: Side[] = [];
      for (const share of [1, 0.25]) {
        progress.say(`Visiting with ${100 * share} % of the processor`);
        sides.push(await measureSide(program, site, share, share === 1 ? texts : null));
        signal.throwIfAborted();
      }
      const results = { machine, bytesPerSecond, goals, sides };
      await mkdir(dirname(out), { recursive: true });
      await writeFile(out, `${JSON.stringify(results, null, 2)}\n`);
      process.stdout.write(table(sides));
    } finally {
      await rm(site, { recursive: true, force: true });
    }
  },
);

async function measureSide(
  program: string,
  site: string,
  share: number,
  texts: number | null,
): Promise<Side> {
  const limited = share < 1 ? await limitedProgram(program, share) : null;
  const profile = await mkdtemp(join(tmpdir(), 'albert-lens-profile-'));
  const sent: Sent[] = [];
  const server = await serveSite(site, {
    bytesPerSecond,
    onSent: (_path, bytes) => sent.push({ at: Date.now(), bytes }),
  });
  const open = () =>
    chromium.launchPersistentContext(profile, {
      executablePath: limited?.path ?? program,
      timeout: 300_000,
      args: ['--no-sandbox', '--enable-blink-features=ForceEagerMeasureMemory'],
    });
  try {
    const visits: Visit[] = [];
    let memory: Side['memory'] = null;
    for (const kind of ['cold', 'warm']) {
      sent.length = 0;
      const context = await open();
      try {
        const page = context.pages()[0] ?? (await context.newPage());
        visits.push(await visit(page, server.url, sent));
        // What is kept for the next visit has to have come before that.
        await page.waitForFunction(() =>
          document.querySelector('[data-testid="offline"][data-state="kept"]'),
        );
        if (kind === 'warm' && texts !== null) memory = { texts, bytes: await memoryAfter(page, texts) };
      } finally {
        await context.close();
      }
    }
    return { share, means: limited?.means ?? null, cold: visits[0]!, warm: visits[1]!, memory };
  } finally {
    await server.close();
    await limited?.close();
    await rm(profile, { recursive: true, force: true });
  }
}

/** The visits side by side. */
function table(sides: readonly Side[]): string {
  const columns = sides.flatMap(({ share, cold, warm }) => [
    { name: `cold, ${100 * share} %`, of: cold },
    { name: `warm, ${100 * share} %`, of: warm },
  ]);
  const names = Object.keys(columns[0]!.of) as (keyof Visit)[];
  const cell = (value: number | null | undefined) =>
    value === null || value === undefined ? '-' : Math.round(value).toLocaleString('en');
  const rows = [
    ['', ...columns.map(({ name }) => name), 'goal'],
    ...names.map((name) => [name, ...columns.map(({ of }) => cell(of[name])), cell(goals[name])]),
  ];
  const memory = sides.flatMap(({ memory }) => memory ?? []);
  return [
    ...rows.map((row) => row.map((text, at) => (at === 0 ? text.padEnd(26) : text.padStart(13))).join('')),
    ...memory.map(({ texts, bytes }) => `memory after ${texts} texts: ${(bytes / 2 ** 20).toFixed(0)} MiB`),
    '',
  ].join('\n');
}
