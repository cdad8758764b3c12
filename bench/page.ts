import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';
import { number, text, toggle } from '../cli/options';
import { ProgressLine } from '../cli/progress-line';
import { runCommand } from '../cli/run-command';
import { requireWritable, writeWhole } from '../finetune/train/files';
import { findChromium } from '../scripts/chromium.mjs';
import { serveSite } from '../scripts/site-server';
import { buildSite } from './build-site';
import { gpuFlags } from './gpu-flags';
import { watchLongTasks, type LongFrame } from './long-tasks';
import { describeMachine } from './machine';
import { limitedProgram } from './page/processor-share';
import { memoryAfter, type Memory } from './page/memory';
import { visit, type Figures, type Sent, type Visit } from './page/visit';
import { resultsFolder } from './results-folder';

/** 10 Mbit a second. */
const bytesPerSecond = 1.25e6;

/** What is reached on two cores with VNNI, in the units of a visit (see the README). */
const goals: Partial<Record<keyof Figures, number>> = {
  bytesToPrediction: 8e6,
  storedExample: 1000,
  predictionAfterLastByte: 1500,
  explain: 600,
  reviewBySentence: 500,
  reviewEveryWord: 5000,
  stop: 500,
  longestTask: 50,
};

/** Bytes that page and workers may come to. */
const memoryGoal = 300e6;

interface Conditions {
  readonly name: string;
  /** Share of all cores that the browser has. */
  readonly share: number;
  /** What Chromium is started with besides. */
  readonly flags: readonly string[];
}

/** The processor as it is; Chromium told to use no dot products of VNNI (see docs/kernels.md); a quarter of all cores. */
const conditions: readonly Conditions[] = [
  { name: 'whole', share: 1, flags: [] },
  { name: 'no VNNI', share: 1, flags: ['--js-flags=--no-enable-avx-vnni'] },
  { name: 'quarter', share: 0.25, flags: [] },
];

/** The machine's GPU, and the same machine as if it had none. */
const gpuConditions: readonly Conditions[] = [
  { name: 'GPU', share: 1, flags: gpuFlags },
  { name: 'no GPU', share: 1, flags: ['--disable-gpu'] },
];

interface Side extends Conditions {
  /** What held the browser to its share; null: nothing did. */
  readonly means: string | null;
  readonly chromium: string;
  readonly cold: Visit;
  readonly warm: Visit;
  /** After so many texts; null where that was not measured. */
  readonly memory: Memory | null;
}

await runCommand(
  {
    name: 'npm run bench:page --',
    summary:
      'Measures the built page in Chromium over a line of 10 Mbit/s: cold and warm, with all of the processor, without its dot\n' +
      'products of VNNI, and with a quarter of it for the whole browser (by a control group, or cpulimit).',
    options: {
      texts: number('N', 'texts after which memory is measured (100)', { min: 1, whole: true }),
      site: text('DIR', 'the built site; without it, it is built'),
      gpu: toggle("with this machine's GPU (Vulkan) and without it, in place of those"),
      out: text('FILE', 'results (bench/results/page.json, or page-gpu.json)'),
    },
  },
  async (
    { texts = 100, site: built, gpu, out = join(resultsFolder, gpu ? 'page-gpu.json' : 'page.json') },
    signal,
  ) => {
    const program = await findChromium();
    if (program === null) throw new Error('There is no Chromium. `npm test` installs one.');
    await requireWritable(dirname(out));
    const progress = new ProgressLine(process.stderr);
    const work = await mkdtemp(join(tmpdir(), 'albert-lens-page-'));
    try {
      const site = built ?? join(work, 'site');
      if (built === undefined) {
        progress.show('Building the site');
        await buildSite(site, signal);
      }
      // Once all is ready: the load of before is what counts.
      const machine = describeMachine();
      const sides: Side[] = [];
      const asked = gpu ? gpuConditions : conditions;
      for (const condition of asked) {
        sides.push(
          await measureSide(condition, {
            program,
            site,
            texts: condition === asked[0] ? texts : null,
            say: (words) => progress.say(words),
            signal,
          }),
        );
        signal.throwIfAborted();
      }
      const settings = { bytesPerSecond, goals, memoryGoal };
      await writeWhole(out, `${JSON.stringify({ machine, settings, sides }, null, 2)}\n`);
      process.stdout.write(table(sides));
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  },
);

interface Asked {
  /** Of Chromium. */
  readonly program: string;
  readonly site: string;
  /** After which memory is measured; null: it is not. */
  readonly texts: number | null;
  /** Told of frames that took long, for those who look for the cause. */
  readonly say: (words: string) => void;
  readonly signal: AbortSignal;
}

/** A cold and a warm visit of one browser, in one profile. */
async function measureSide(
  conditions: Conditions,
  { program, site, texts, say, signal }: Asked,
): Promise<Side> {
  const { name, share, flags } = conditions;
  const limited = share < 1 ? await limitedProgram(program, share) : null;
  const profile = await mkdtemp(join(tmpdir(), 'albert-lens-profile-'));
  const sent: Sent[] = [];
  const server = await serveSite(site, {
    bytesPerSecond,
    onSent: (_path, bytes) => sent.push({ at: Date.now(), bytes }),
  });
  try {
    const visits: Visit[] = [];
    let memory: Memory | null = null;
    let version = '';
    for (const kind of ['cold', 'warm'] as const) {
      sent.length = 0;
      const context = await openChromium(limited?.path ?? program, profile, flags);
      const close = () => void context.close();
      signal.addEventListener('abort', close);
      try {
        version = context.browser()?.version() ?? '';
        await watchLongTasks(context);
        const page = context.pages()[0] ?? (await context.newPage());
        const onLongFrame = (step: string, { duration, scripts }: LongFrame) =>
          say(`${name}, ${kind}, ${step}: a frame of ${Math.round(duration)} ms; ${scripts.join(', ')}`);
        visits.push(await visit(page, { url: server.url, sent, onLongFrame }));
        // What is kept for the next visit has to have come before that.
        await page.locator('[data-testid="offline"][data-state="kept"]').waitFor({ state: 'attached' });
      } finally {
        signal.removeEventListener('abort', close);
        await context.close();
      }
    }
    if (texts !== null)
      memory = await memoryAfter(texts, {
        program: limited?.path ?? program,
        profile,
        flags,
        url: server.url,
      });
    const means = limited?.means ?? null;
    return { ...conditions, means, chromium: version, cold: visits[0]!, warm: visits[1]!, memory };
  } finally {
    await server.close();
    await limited?.close();
    await rm(profile, { recursive: true, force: true });
  }
}

function openChromium(
  executablePath: string,
  profile: string,
  flags: readonly string[],
): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    executablePath,
    timeout: 300_000,
    // Interrupted, the command closes it, and takes its folders away.
    handleSIGINT: false,
    args: ['--no-sandbox', ...flags],
  });
}

/** The visits side by side. */
function table(sides: readonly Side[]): string {
  const columns = sides.flatMap(({ name, cold, warm }) => [
    { name: `${name}, cold`, of: cold },
    { name: `${name}, warm`, of: warm },
  ]);
  const names = Object.keys(columns[0]!.of.figures) as (keyof Figures)[];
  const cell = (value: number | null | undefined) =>
    value === null || value === undefined ? '-' : Math.round(value).toLocaleString('en');
  const rows = [
    ['', ...columns.map(({ name }) => name), 'goal'],
    ...names.map((name) => [name, ...columns.map(({ of }) => cell(of.figures[name])), cell(goals[name])]),
    ...Object.keys(columns[0]!.of.longestTasks).map((step) => [
      `  ${step}`,
      ...columns.map(({ of }) => cell(of.longestTasks[step])),
      '',
    ]),
  ];
  const memory = sides.flatMap(({ memory }) => memory ?? []);
  const megabytes = (bytes: number) => Math.round(bytes / 1e6);
  return [
    ...rows.map((row) => row.map((text, at) => (at === 0 ? text.padEnd(26) : text.padStart(15))).join('')),
    ...memory.map(
      ({ texts, scripts, renderer }) =>
        `memory after ${texts} texts: ${megabytes(scripts)} MB of scripts and workers, ${megabytes(renderer)} MB of the process (goal ${megabytes(memoryGoal)})`,
    ),
    '',
  ].join('\n');
}
