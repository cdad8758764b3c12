import { basename } from 'node:path';
import { parameterShapes } from '../../core/models/parameters';
import { ProgressLine } from '../../cli/progress-line';
import { readModelFolder, type ModelFolder } from '../../runtime/node/model-folder';
import type { Base } from '../base/base';
import type { TrainPlan } from './plan';
import { prepare } from './prepare';
import { refuseOtherRuns, requireAlike, seededPlans, trainSoup, type SoupOutcome } from './soup';
import type { TrainControl } from './train';

export interface ChainOutcome {
  /** The plan that was trained last. */
  readonly plan: TrainPlan;
  readonly outcome: SoupOutcome;
}

/**
 * Trains plans in turn. A later one may start from what an earlier one ends at, or mix it in. Each is resumed by itself, and
 * one that has ended is taken as it is.
 * @param all whose onClasses gets the classes of the last
 * @throws Error before anything is written, when something in any of them does not fit; else as `trainSoup` does
 */
export async function trainChain(plans: readonly TrainPlan[], all: TrainControl): Promise<ChainOutcome> {
  const { onClasses, ...control } = all;
  const progress = new ProgressLine(control.stream);
  for (const plan of plans) await refuseOtherRuns(plan);
  const [below, own] = [plans.slice(0, -1), plans.at(-1)!];
  if (below.length === 0 && own.mix.length === 0) return { plan: own, outcome: await trainSoup(own, all) };
  const { config } = await checkChain(plans, progress, control);
  await onClasses?.(config);
  for (const [index, plan] of below.entries()) {
    progress.say(`recipe ${plan.recipe}, ${index + 1} of ${plans.length}, in ${plan.out}`);
    const outcome = await trainSoup(plan, control);
    if (!outcome.finished) return { plan, outcome };
  }
  if (below.length > 0) progress.say(`recipe ${own.recipe}, the last of ${plans.length}, in ${own.out}`);
  return { plan: own, outcome: await trainSoup(own, control) };
}

/**
 * Checks all plans as their runs would, each on the model with which the one that it stands on starts: that has the classes,
 * sizes and tokenizer of what it ends at.
 * @returns the model with which the last one starts
 */
async function checkChain(
  plans: readonly TrainPlan[],
  progress: ProgressLine,
  { signal }: Pick<TrainControl, 'signal'>,
): Promise<ModelFolder> {
  // Each run says again what else there is to say.
  const control = { progress: new ProgressLine({ write: () => true }), ...(signal && { signal }) };
  const models = new Map<string, ModelFolder>();
  let last: ModelFolder | undefined;
  for (const [index, plan] of plans.entries()) {
    if (plans.length > 1)
      progress.say(`checking the data of recipe ${plan.recipe}, ${index + 1} of ${plans.length}`);
    const [run, ...others] = seededPlans(plan);
    const below = models.get(plan.base);
    const { model } = await prepare(run!, control, below && standIn(plan.base, below));
    for (const mixed of plan.mix) {
      requireAlike(model, models.get(mixed.model) ?? (await readModelFolder(mixed.model)), mixed.model);
    }
    for (const { out } of [plan, run!, ...others]) models.set(out, model);
    last = model;
  }
  return last!;
}

function standIn(folder: string, { parameters, ...model }: ModelFolder): Base {
  const shapes = parameterShapes(model.config);
  const tensors = new Map([...parameters].map(([name, data]) => [name, { shape: shapes.get(name)!, data }]));
  return { ...model, name: basename(folder), tensors };
}
