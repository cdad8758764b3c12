import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { number } from '../cli/options';
import { ProgressLine } from '../cli/progress-line';
import { runCommand } from '../cli/run-command';
import { Random } from '../core/math/random';
import { describeMachine } from './machine';
import { resultsFolder } from './results-folder';

const root = resolve(import.meta.dirname, '..');

/** The filters that are measured, as they are called. */
const filters = {
  classify: { script: 'finetune/cli/classify.ts', args: [] },
  explain: { script: 'explain/cli.ts', args: ['--json', '--methods', 'shapley-interpolation'] },
} as const;
type Filter = keyof typeof filters;

/** A run of a filter over all rows. */
interface Run {
  readonly workers: number;
  /** From its start to its end, that of Node and the model included. */
  readonly seconds: number;
  /** The same of one row: what starting takes. */
  readonly startSeconds: number;
  /** Rows a second behind the start. */
  readonly rowsPerSecond: number;
  /** Milliseconds of the processor that a row takes behind the start, all threads together: other processes move it less than the rows a second. */
  readonly cpuMilliseconds: number | null;
}

interface Measured {
  readonly filter: Filter;
  readonly rows: number;
  readonly runs: readonly Run[];
}

await runCommand(
  {
    name: 'npm run bench:filters --',
    summary:
      'Rows a second of the filters classify and explain with 1 and 2 workers, on the shipped model. The rows are of 5 to 30 words;\n' +
      'the answers of both runs have to be equal, their times apart.',
    options: {
      classified: number('N', 'rows that are classified (4000)', { min: 10, whole: true }),
      explained: number('N', 'rows that are explained (200)', { min: 10, whole: true }),
      turns: number('N', 'turns, of which the median counts (3)', { min: 1, whole: true }),
    },
  },
  async ({ classified = 4000, explained = 200, turns = 3 }, signal) => {
    const machine = describeMachine();
    const progress = new ProgressLine(process.stderr);
    const measured: Measured[] = [];
    for (const [filter, rows] of [
      ['classify', classified],
      ['explain', explained],
    ] as const) {
      const input = await rowsOf(rows);
      const turnsOf = new Map<number, Run[]>();
      const answers = new Set<string>();
      for (let turn = 1; turn <= turns; turn++) {
        for (const workers of [1, 2]) {
          progress.show(`${filter}, ${workers === 1 ? '1 worker' : '2 workers'}, turn ${turn} of ${turns}`);
          const start = await timed(filter, workers, input.slice(0, 1), signal);
          const whole = await timed(filter, workers, input, signal);
          answers.add(whole.sha256);
          const run = {
            workers,
            seconds: whole.seconds,
            startSeconds: start.seconds,
            rowsPerSecond: (rows - 1) / (whole.seconds - start.seconds),
            cpuMilliseconds:
              whole.cpuSeconds === null || start.cpuSeconds === null
                ? null
                : (1000 * (whole.cpuSeconds - start.cpuSeconds)) / (rows - 1),
          };
          turnsOf.set(workers, [...(turnsOf.get(workers) ?? []), run]);
        }
      }
      if (answers.size > 1) throw new Error(`${filter} answers otherwise with 2 workers than with 1.`);
      measured.push({ filter, rows, runs: [...turnsOf.values()].map(medianRun) });
    }
    progress.clear();
    await writeFile(
      join(resultsFolder, 'filters.json'),
      `${JSON.stringify({ machine, turns, measured }, null, 2)}\n`,
    );
    process.stdout.write(table(measured));
  },
);

/** Rows of 5 to 30 words, each another, out of the words of the benchmarks' texts. */
async function rowsOf(count: number): Promise<string[]> {
  const texts = JSON.parse(await readFile(join(import.meta.dirname, 'texts.json'), 'utf8')) as unknown;
  const words = [...new Set(JSON.stringify(texts).match(/[\p{L}’']+/gu))];
  const random = new Random(1);
  return Array.from({ length: count }, (_, row) => {
    const length = 4 + random.integer(26);
    return [...Array.from({ length }, () => words[random.integer(words.length)]!), `no. ${row}`].join(' ');
  });
}

/** @throws Error with what the filter says where it fails, or leaves out a row */
async function timed(filter: Filter, workers: number, rows: readonly string[], signal: AbortSignal) {
  const { script, args } = filters[filter];
  const startedAt = performance.now();
  const cpuBefore = await cpuOfChildren();
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      script,
      ...args,
      '--workers',
      String(workers),
      ...(workers === 1 ? ['--threads', '1'] : []),
    ],
    { cwd: root, signal },
  );
  child.stdin.end(rows.join('\n'));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const lines = output.split('\n').length - 1;
  if (code !== 0 || lines !== rows.length)
    throw new Error(`${filter} ended with ${code} after ${lines} of ${rows.length} rows: ${said.trim()}`);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuAfter = await cpuOfChildren();
  const cpuSeconds = cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore;
  // How long a method took is never the same.
  const timeless = output.replace(/"seconds":[^,}]+/g, '');
  return { seconds, cpuSeconds, sha256: createHash('sha256').update(timeless).digest('hex') };
}

/** Seconds of the processor that children of this process had, those that have ended; null where the system does not say. */
async function cpuOfChildren(): Promise<number | null> {
  try {
    // proc(5): behind the name in brackets, cutime and cstime are fields 16 and 17, in hundredths of a second.
    const stat = await readFile('/proc/self/stat', 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return null;
  }
}

function medianRun(runs: readonly Run[]): Run {
  return [...runs].sort((a, b) => a.rowsPerSecond - b.rowsPerSecond)[Math.floor(runs.length / 2)]!;
}

function table(measured: readonly Measured[]): string {
  const rows = measured.flatMap(({ filter, rows: count, runs }) =>
    runs.map(
      ({ workers, seconds, startSeconds, rowsPerSecond, cpuMilliseconds }) =>
        `| ${filter} | ${workers} | ${count} | ${startSeconds.toFixed(1)} | ${seconds.toFixed(1)} | ${rowsPerSecond.toFixed(1)} | ${cpuMilliseconds?.toFixed(2) ?? '–'} |`,
    ),
  );
  return [
    '| filter | workers | rows | start, s | all, s | rows a second | ms of the processor a row |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
  ].join('\n');
}
