import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readJson } from '../../runtime/node/model-folder';
import type { SeededPlan, TrainPlan } from '../train/plan';
import type { CardFacts } from './model-card';

/** What training.json says of how a folder was trained; null if there is no training.json. */
export async function readTraining(folder: string): Promise<CardFacts['training']> {
  if (!existsSync(join(folder, 'training.json'))) return null;
  const { plan } = (await readJson(folder, 'training.json')) as { readonly plan: TrainPlan | SeededPlan };
  // A folder of one seed's run holds that run before it is mixed.
  return trainingFacts('seed' in plan ? { ...plan, seeds: [plan.seed], mix: [] } : plan);
}

/** What a card says of a plan. Data files are named by their folder and name only. */
export function trainingFacts({
  base,
  extendTokenizer,
  seeds,
  mix,
  stages,
}: Pick<TrainPlan, 'base' | 'extendTokenizer' | 'seeds' | 'mix' | 'stages'>): NonNullable<
  CardFacts['training']
> {
  const short = (path: string) => join(basename(dirname(path)), basename(path));
  return {
    base: basename(base),
    extendTokenizer,
    seeds,
    mix: mix.map(({ model, weight }) => ({ model: basename(model), weight })),
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
