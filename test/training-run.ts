import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultSettings } from '../core/training/settings';
import type { TrainPlan } from '../finetune/train/plan';
import { oracleFolder } from './oracle';

/** What tests of training runs start from: a base, a file of rows, and a folder to work in. */
export interface TrainingRun {
  readonly work: string;
  readonly data: string;
  /** What plans of such runs have in common. */
  readonly plan: Pick<
    TrainPlan,
    | 'base'
    | 'multiLabel'
    | 'extendTokenizer'
    | 'validation'
    | 'rows'
    | 'device'
    | 'threads'
    | 'resume'
    | 'mix'
  >;
  /** A plan of a few steps in one stage `one` on the rows, into a folder of `work`. */
  readonly shortPlan: (out: string, change: Partial<TrainPlan> & Pick<TrainPlan, 'seeds'>) => TrainPlan;
  readonly remove: () => Promise<void>;
}

/** @param texts with their labels; the rows are `count` of them in turn, each with its number behind it */
export async function trainingRun(
  texts: readonly (readonly [text: string, label: number])[],
  count: number,
): Promise<TrainingRun> {
  const base = await oracleFolder('plain');
  const work = await mkdtemp(join(tmpdir(), 'albert-lens-train-'));
  const data = join(work, 'data.jsonl');
  const rows = Array.from({ length: count }, (_, i) => {
    const [text, label] = texts[i % texts.length]!;
    return JSON.stringify({ text: `${text} ${i}`, label });
  });
  await writeFile(data, `${rows.join('\n')}\n`);
  const plan = {
    base: base.folder,
    multiLabel: false,
    extendTokenizer: false,
    validation: data,
    rows: {},
    device: 'cpu',
    threads: 1,
    resume: false,
    mix: [],
  } as const;
  return {
    work,
    data,
    plan,
    shortPlan: (out, change) => ({
      ...plan,
      stages: [
        {
          name: 'one',
          sources: [{ file: data, weight: 1 }],
          ...defaultSettings(),
          epochs: 1,
          batchTokens: 60,
        },
      ],
      out: join(work, out),
      averaging: 0,
      validateEvery: 100,
      checkpointEvery: 2,
      ...change,
    }),
    async remove() {
      await base.remove();
      await rm(work, { recursive: true, force: true });
    },
  };
}
