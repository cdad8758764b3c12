import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { number, text, toggle } from '../cli/options';
import { ProgressLine } from '../cli/progress-line';
import { runCommand } from '../cli/run-command';
import { Random } from '../core/math/random';
import { usualSettings, type Scope } from '../core/teaching/plan';
import { labelLines } from '../core/teaching/labels-file';
import type { LabelledText } from '../core/teaching/teach';
import type { Tokenizer } from '../core/text/types';
import { shippedModel } from '../finetune/shipped-model';
import { openModel } from '../runtime/node/open-model';
import { findChromium } from '../scripts/chromium.mjs';
import { serveSite } from '../scripts/site-server';
import { gpuFlags } from './gpu-flags';
import { describeMachine, type Machine } from './machine';
import { resultsFolder } from './results-folder';

const root = resolve(import.meta.dirname, '..');

/** What is to be reached on two cores, seconds: all weights from the press to the report; the classifier on known features. */
const goals = { all: 90, classifierAgain: 5 };
/** Tokens of a text, [CLS] and [SEP] included. */
const textTokens = 25;

/** A lesson as a reader waits for it. */
interface Lesson {
  readonly scope: Scope;
  /** Whether the layers had read the texts before. */
  readonly isAgain: boolean;
  readonly epochs: number;
  /** From the press on the button to the report, seconds; and its parts. */
  readonly seconds: number;
  readonly parts: Readonly<Record<string, number>>;
  readonly words: string;
}

interface Results {
  readonly machine: Machine;
  readonly browser: string;
  readonly threads: number;
  readonly labels: number;
  readonly textTokens: number;
  readonly goals: typeof goals;
  readonly lessons: readonly Lesson[];
}

await runCommand(
  {
    name: 'npm run bench:teach --',
    summary:
      'Measures teaching in Chromium, in a page that is cross-origin isolated: the shipped model, labels of 25 tokens, all\n' +
      'weights for 3 passes; the classifier alone, with features to compute and with features that are there.',
    options: {
      labels: number('N', 'labels, of which a fifth is held out (300)', { min: 10, whole: true }),
      site: text('DIR', 'the built site; without it, it is built'),
      gpu: toggle("with this machine's GPU (Vulkan)"),
      out: text('FILE', 'results (bench/results/teach.json, or teach-gpu.json)'),
    },
  },
  async (
    { labels = 300, site: built, gpu, out = join(resultsFolder, gpu ? 'teach-gpu.json' : 'teach.json') },
    signal,
  ) => {
    const program = await findChromium();
    if (program === null) throw new Error('There is no Chromium. `npm test` installs one.');
    const progress = new ProgressLine(process.stderr);
    const work = await mkdtemp(join(tmpdir(), 'albert-lens-teach-'));
    try {
      const site = built ?? join(work, 'site');
      if (built === undefined) await build(site, progress, signal);
      const { tokenizer, classifier, dispose } = await openModel(shippedModel, { threads: 1 });
      const rows = join(work, 'labels.jsonl');
      await writeFile(rows, labelLines(labelledTexts(tokenizer, labels), classifier.classes));
      await dispose();
      // Once all is ready: the load of before is what counts.
      const machine = describeMachine();
      const server = await serveSite(site);
      const browser = await chromium.launch({
        executablePath: program,
        args: ['--no-sandbox', ...(gpu ? gpuFlags : [])],
      });
      try {
        const page = await browser.newPage();
        page.setDefaultTimeout(600_000);
        const lessons = await teachThere(page, server.url, rows, progress);
        const results: Results = {
          machine,
          browser: browser.version(),
          threads: await page.evaluate(() => (crossOriginIsolated ? navigator.hardwareConcurrency : 1)),
          labels,
          textTokens,
          goals,
          lessons,
        };
        await mkdir(resultsFolder, { recursive: true });
        await writeFile(out, `${JSON.stringify(results, null, 2)}\n`);
        process.stdout.write(table(results));
      } finally {
        await browser.close();
        await server.close();
      }
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  },
);

async function build(site: string, progress: ProgressLine, signal: AbortSignal): Promise<void> {
  progress.say('Building the site');
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', site, '--emptyOutDir'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
    signal,
  });
}

/** Brings the labels by the view of files, as a reader does, and teaches each scope in turn. */
async function teachThere(
  page: Page,
  url: string,
  rows: string,
  progress: ProgressLine,
): Promise<readonly Lesson[]> {
  await page.goto(`${url}#/file`);
  await page.getByTestId('file-picker').setInputFiles(rows);
  await page.locator('[data-testid="first-look"][data-phase="done"]').waitFor();
  await page.getByRole('button', { name: 'Read the texts' }).click();
  await page.locator('[data-testid="workbench"][data-phase="done"]').waitFor();
  await page.getByRole('button', { name: 'Teach with these rows' }).click();
  await page.locator('[data-testid="start"]:not([disabled])').waitFor();
  const lessons: Lesson[] = [];
  for (const [scope, isAgain] of [
    ['all', false],
    ['classifier', false],
    ['classifier', true],
  ] as const) {
    progress.show(`teaching: ${scope}${isAgain ? ', again' : ''}`);
    lessons.push(await teachOnce(page, scope, isAgain));
  }
  progress.clear();
  return lessons;
}

async function teachOnce(page: Page, scope: Scope, isAgain: boolean): Promise<Lesson> {
  await page.locator(`input[name="scope"][value="${scope}"]`).check();
  await page.evaluate(() => performance.clearMarks());
  await page.getByTestId('start').click();
  await page.waitForFunction(() => performance.getEntriesByName('teach done').length > 0);
  const marks = await page.evaluate(() =>
    performance
      .getEntriesByType('mark')
      .filter(({ name }) => name.startsWith('teach '))
      .map(({ name, startTime }) => ({ name: name.slice('teach '.length), at: startTime })),
  );
  const parts: Record<string, number> = {};
  marks.forEach(({ name, at }, place) => {
    const next = marks[place + 1];
    if (next) parts[name] = Number(((parts[name] ?? 0) + (next.at - at) / 1000).toFixed(2));
  });
  return {
    scope,
    isAgain,
    epochs: usualSettings[scope].epochs,
    seconds: Number(((marks.at(-1)!.at - marks[0]!.at) / 1000).toFixed(2)),
    parts,
    words: (await page.getByTestId('outcome').innerText()).split('\n').join(' '),
  };
}

/** Different texts of so many tokens each, made of words that are a token each. */
function labelledTexts(tokenizer: Tokenizer, count: number): LabelledText[] {
  const words =
    'the a good bad late new film phone room train was is not very and but with for my it of on in we they all one more day time'.split(
      ' ',
    );
  const random = new Random(1);
  return Array.from({ length: count }, (_, at) => {
    const chosen: string[] = [];
    const tokens = () => tokenizer.tokenize(chosen.join(' ')).tokens.length;
    while (tokens() < textTokens) chosen.push(words[random.integer(words.length)]!);
    if (tokens() !== textTokens) throw new Error(`A text has ${tokens()} tokens instead of ${textTokens}.`);
    return { text: chosen.join(' '), label: at % 3 };
  });
}

function table({ lessons, labels, threads, machine }: Results): string {
  const goalOf = ({ scope, isAgain }: Lesson) =>
    scope === 'all' ? goals.all : isAgain ? goals.classifierAgain : null;
  return [
    `${labels} labels of ${textTokens} tokens, ${threads} threads, load ${machine.load} before`,
    ...lessons.map((lesson) => {
      const goal = goalOf(lesson);
      const name = `${lesson.scope}${lesson.isAgain ? ', features known' : ''}, ${lesson.epochs} passes`;
      const parts = Object.entries(lesson.parts).map(([part, seconds]) => `${part} ${seconds}`);
      return `${name.padEnd(40)} ${lesson.seconds.toFixed(1).padStart(7)} s${goal === null ? '' : ` (goal ${goal})`}  ${parts.join(', ')}`;
    }),
    '',
  ].join('\n');
}
