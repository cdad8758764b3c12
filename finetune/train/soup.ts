import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { trainableModel } from '../../core/graphs/trainable-model';
import type { HistoryEntry } from '../../core/training/checkpoint';
import { meanWeights } from '../../core/training/soup';
import { bestOf, validate, type ValidationFigures } from '../../core/training/validation';
import { ProgressLine } from '../../cli/progress-line';
import { readModelFolder, type ModelFolder } from '../../runtime/node/model-folder';
import { createTokenizer } from '../../runtime/tokenizer';
import { openStep } from '../step/open-step';
import { refuseToOverwrite } from './file-store';
import { writeModelFolder } from './model-folder';
import type { MixedModel, SeededPlan, TrainPlan } from './plan';
import { train, type TrainControl } from './train';
import { readValidation } from './stage-files';

export type SoupOutcome =
  | { readonly finished: false; readonly seed: number; readonly step: number }
  | { readonly finished: true; readonly macroRecall: number; readonly weightsOf: string };

/**
 * Runs a plan once for each of its seeds. With several seeds, each run has its own folder in plan.out, and plan.out
 * holds the mean of their weights (a uniform "model soup"; Wortsman et al. 2022). Runs from one base end in the same
 * basin, where the mean makes fewer errors than its parts. The mean costs no more to run than one of them.
 *
 * The models of plan.mix come into the mean with their shares, where the runs count 1 together (WiSE-FT; Wortsman et
 * al. 2022: between a model and its fine-tuned self lies one that keeps what the first knew).
 * @throws Error as `train` does; when a model of plan.mix has other parameters or another tokenizer
 */
export async function trainSoup(plan: TrainPlan, control: TrainControl): Promise<SoupOutcome> {
  const progress = new ProgressLine(control.stream);
  const runs = seededPlans(plan);
  const isMean = hasMean(plan);
  // All folders are checked first: no run may be refused after others have been trained.
  await refuseOtherRuns(plan);
  const kept: HistoryEntry[] = [];
  for (const run of runs) {
    if (isMean) progress.say(`seed ${run.seed}, in ${run.out}`);
    const { finished, position } = await train(run, control);
    if (!finished) return { finished: false, seed: run.seed, step: position.step };
    kept.push(bestOf(position.history));
  }
  if (!isMean) {
    const { step, macroRecall } = kept[0]!;
    return { finished: true, macroRecall, weightsOf: `step ${step}` };
  }
  const parts = await Promise.all(runs.map(({ out }) => readModelFolder(out)));
  const mixed = await Promise.all(plan.mix.map(({ model }) => readModelFolder(model)));
  plan.mix.forEach(({ model }, index) => requireAlike(parts[0]!, mixed[index]!, model));
  const mean = meanWeights(
    [...parts, ...mixed].map(({ parameters }) => parameters),
    [...parts.map(() => 1 / parts.length), ...plan.mix.map(({ weight }) => weight)],
  );
  const figures = await measure(plan, parts[0]!, mean);
  const step = kept.reduce((sum, entry) => sum + entry.step, 0);
  const trainingLoss = kept.reduce((sum, entry) => sum + entry.trainingLoss, 0) / kept.length;
  await writeModelFolder(plan.out, parts[0]!, mean, plan, [
    { step, stage: mixed.length > 0 ? 'mix' : 'mean of the seeds', trainingLoss, ...figures },
  ]);
  const each = runs.map(({ seed }, run) => `${seed} (${percent(kept[run]!.macroRecall)})`);
  return {
    finished: true,
    macroRecall: figures.macroRecall,
    weightsOf: [`the mean over seeds ${each.join(', ')}`, ...plan.mix.map(share)].join(' and '),
  };
}

/** @throws Error when a folder of a new run holds a checkpoint or a model, which the run would replace */
export async function refuseOtherRuns(plan: TrainPlan): Promise<void> {
  if (plan.resume) return;
  const folders = plan.seeds.map((seed) => runFolder(plan, seed));
  for (const folder of new Set([...folders, plan.out])) await refuseToOverwrite(folder);
}

/** Where the run from one of a plan's seeds goes. */
export function runFolder(plan: Pick<TrainPlan, 'seeds' | 'mix' | 'out'>, seed: number): string {
  return hasMean(plan) ? join(plan.out, `seed-${seed}`) : plan.out;
}

/** Whether plan.out holds a mean of several models, and not what a single run ends at. */
function hasMean({ seeds, mix }: Pick<TrainPlan, 'seeds' | 'mix'>): boolean {
  return seeds.length > 1 || mix.length > 0;
}

/** A plan's runs, one a seed. */
export function seededPlans(plan: TrainPlan): SeededPlan[] {
  const { seeds, ...shared } = plan;
  return seeds.map((seed) => ({
    ...shared,
    seed,
    freshWeightsSeed: seeds[0]!,
    out: runFolder(plan, seed),
  }));
}

function share({ model, weight }: MixedModel): string {
  return `${weight} of ${model}`;
}

/** @throws Error when a model cannot be mixed with one of a run, since they are no relatives */
export function requireAlike(run: ModelFolder, other: ModelFolder, folder: string): void {
  const lengths = ({ parameters }: ModelFolder) =>
    [...parameters].map(([name, { length }]) => `${name} ${length}`).sort();
  if (!isDeepStrictEqual(lengths(run), lengths(other)))
    throw new Error(
      `${folder} cannot be mixed with the trained model: its parameters have other names or sizes.`,
    );
  if (!isDeepStrictEqual(run.tokenizerJson, other.tokenizerJson))
    throw new Error(`${folder} cannot be mixed with the trained model: its tokenizer is another one.`);
}

async function measure(
  plan: TrainPlan,
  { config, tokenizerJson, tokenizerConfig }: ModelFolder,
  parameters: ReadonlyMap<string, Float32Array>,
): Promise<ValidationFigures> {
  const tokenizer = createTokenizer(tokenizerJson, tokenizerConfig);
  const maxLength = Math.max(...plan.stages.map((stage) => stage.maxLength));
  // The runs have already said which rows are left out.
  const report = (): void => undefined;
  const reading = {
    ...plan.rows,
    classes: config.classes,
    numbered: plan.classes !== undefined,
    multiLabel: config.problem === 'multi_label_classification',
    report,
  };
  const validation = await readValidation(plan.validation, maxLength, { tokenizer, reading });
  const step = await openStep(trainableModel(config), parameters, plan);
  try {
    return await validate(step, validation);
  } finally {
    await step.dispose();
  }
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}
