import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readJson } from '../../runtime/node/model-folder';
import type { SeededPlan, TrainPlan } from '../train/plan';

/** One training on the way to a model, as its card tells it. */
export interface TrainingStep {
  readonly name: string;
  readonly base: string;
  readonly extendTokenizer: boolean;
  readonly seeds: readonly number[];
  readonly mix: readonly { readonly model: string; readonly weight: number }[];
  readonly stages: readonly Readonly<Record<string, unknown>>[];
}

/** The folder of one seed's run, inside that of the mean. */
const seedFolder = /^(.+)[/\\]seed-(\d+)$/;

/** What a card tells of a plan. */
type ToldPlan = Pick<TrainPlan, 'recipe' | 'base' | 'extendTokenizer' | 'mix' | 'stages'> &
  (Pick<TrainPlan, 'seeds'> | Pick<SeededPlan, 'seed'>);

/** What the training.json of a folder, and those of the folders that it came from, say of how the model was made. */
export function readTraining(folder: string): Promise<readonly TrainingStep[]> {
  return trainingSteps(folder, async (from) => {
    if (!existsSync(join(from, 'training.json'))) return null;
    return ((await readJson(from, 'training.json')) as { readonly plan: ToldPlan }).plan;
  });
}

/**
 * The trainings on the way to a model, in the order in which they were done; the last ends at the model. None if nothing
 * is known of it.
 * @param planOf gives the plan by which a folder was trained; null if none is known
 */
export async function trainingSteps(
  folder: string,
  planOf: (folder: string) => Promise<ToldPlan | null>,
): Promise<readonly TrainingStep[]> {
  const steps = new Map<string, TrainingStep | null>();
  const visit = async (at: string): Promise<void> => {
    if (steps.has(at)) return;
    // First, so that folders which name each other end.
    steps.set(at, null);
    const plan = await planOf(at);
    if (!plan) return;
    // A folder of one seed's run holds that run before it is mixed.
    const own = 'seed' in plan ? { ...plan, seeds: [plan.seed], mix: [] } : plan;
    for (const below of [own.base, ...own.mix.map(({ model }) => model)]) {
      const seeded = seedFolder.exec(below);
      await visit(seeded && (await planOf(seeded[1]!)) ? seeded[1]! : below);
    }
    steps.delete(at);
    steps.set(at, stepOf(own, own.recipe ?? basename(at)));
  };
  await visit(folder);
  return [...steps.values()].filter((step) => step !== null);
}

/** Data files and models are named by the ends of their paths only. */
function stepOf(
  { base, extendTokenizer, seeds, mix, stages }: Pick<TrainPlan, Exclude<keyof TrainingStep, 'name'>>,
  name: string,
): TrainingStep {
  const short = (path: string) => join(basename(dirname(path)), basename(path));
  return {
    name,
    base: titleOf(base),
    extendTokenizer,
    seeds,
    mix: mix.map(({ model, weight }) => ({ model: titleOf(model), weight })),
    stages: stages.map((stage) => ({
      ...stage,
      sources: stage.sources.map(({ file, selfLabel, ...source }) => ({
        file: short(file),
        ...source,
        ...(selfLabel && { selfLabel: { ...selfLabel, exclude: selfLabel.exclude.map(short) } }),
      })),
    })),
  };
}

function titleOf(model: string): string {
  const seeded = seedFolder.exec(model);
  return seeded ? `${basename(seeded[1]!)}, seed ${seeded[2]}` : basename(model);
}
