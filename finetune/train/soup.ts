import { join } from 'node:path';
import { ProgressLine } from '../../cli/progress-line';
import { readModelFolder, type ModelFolder } from '../../runtime/node/model-folder';
import { createTokenizer } from '../../runtime/tokenizer';
import { createOnnxStep } from '../step/onnx-step';
import { refuseToOverwrite, type HistoryEntry } from './checkpoint';
import { writeModelFolder } from './model-folder';
import type { SeededPlan, TrainPlan } from './plan';
import { train, type TrainControl } from './train';
import { Validation, type ValidationFigures } from './validation';

export type SoupOutcome =
  | { readonly finished: false; readonly seed: number; readonly step: number }
  | { readonly finished: true; readonly macroRecall: number; readonly weightsOf: string };

/**
 * Runs a plan from each of its seeds. Where there are several, each run has a folder of its own in plan.out, and plan.out
 * holds the mean of the weights that they kept (a uniform "model soup"; Wortsman et al. 2022): runs that start from one
 * base end in one basin, where the mean errs less than its parts at no cost to whoever runs it.
 * @throws Error as `train` does
 */
export async function trainSoup(plan: TrainPlan, control: TrainControl): Promise<SoupOutcome> {
  const progress = new ProgressLine(control.stream);
  const runs = seededPlans(plan);
  // None of the runs is to be refused when others are trained already.
  if (!plan.resume) for (const { out } of [...runs, plan]) await refuseToOverwrite(out);
  const kept: HistoryEntry[] = [];
  for (const run of runs) {
    if (runs.length > 1) progress.say(`seed ${run.seed}, in ${run.out}`);
    const { finished, position } = await train(run, control);
    if (!finished) return { finished: false, seed: run.seed, step: position.step };
    kept.push(bestOf(position.history));
  }
  if (runs.length === 1) {
    const { step, macroRecall } = kept[0]!;
    return { finished: true, macroRecall, weightsOf: `step ${step}` };
  }
  const parts = await Promise.all(runs.map(({ out }) => readModelFolder(out)));
  const mean = meanWeights(parts);
  const figures = await measure(plan, parts[0]!, mean);
  const step = kept.reduce((sum, entry) => sum + entry.step, 0);
  const trainingLoss = kept.reduce((sum, entry) => sum + entry.trainingLoss, 0) / kept.length;
  await writeModelFolder(plan.out, parts[0]!, mean, plan, [
    { step, stage: 'mean of the seeds', trainingLoss, ...figures },
  ]);
  const each = runs.map(({ seed }, run) => `${seed} (${percent(kept[run]!.macroRecall)})`);
  return {
    finished: true,
    macroRecall: figures.macroRecall,
    weightsOf: `the mean over seeds ${each.join(', ')}`,
  };
}

function seededPlans({ seeds, ...plan }: TrainPlan): SeededPlan[] {
  return seeds.map((seed) => ({
    ...plan,
    seed,
    freshWeightsSeed: seeds[0]!,
    out: seeds.length === 1 ? plan.out : join(plan.out, `seed-${seed}`),
  }));
}

function bestOf(history: readonly HistoryEntry[]): HistoryEntry {
  return history.reduce((best, entry) => (entry.logLoss < best.logLoss ? entry : best));
}

function meanWeights(parts: readonly ModelFolder[]): ReadonlyMap<string, Float32Array> {
  return new Map(
    [...parts[0]!.parameters].map(([name, { length }]) => {
      const mean = new Float32Array(length);
      for (const { parameters } of parts) {
        const weights = parameters.get(name)!;
        for (let i = 0; i < length; i++) mean[i]! += weights[i]! / parts.length;
      }
      return [name, mean];
    }),
  );
}

async function measure(
  plan: TrainPlan,
  { config, tokenizerJson, tokenizerConfig }: ModelFolder,
  parameters: ReadonlyMap<string, Float32Array>,
): Promise<ValidationFigures> {
  const tokenizer = createTokenizer(tokenizerJson, tokenizerConfig);
  const maxLength = Math.max(...plan.stages.map((stage) => stage.maxLength));
  const validation = await Validation.load(plan.validation, tokenizer, maxLength);
  const step = await createOnnxStep(config, parameters, plan);
  try {
    return await validation.measure(step);
  } finally {
    await step.dispose();
  }
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}
