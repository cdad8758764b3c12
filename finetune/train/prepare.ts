import type { ValidationRow } from '../../core/training/validation';
import type { ProgressLine } from '../../cli/progress-line';
import { advice } from '../../cli/row-options';
import { readFolderContents, type ModelFolder } from '../../runtime/node/model-folder';
import { createTokenizer } from '../../runtime/tokenizer';
import type { Base } from '../base/base';
import { decideClasses } from '../base/classes';
import { randomBase } from '../base/random-base';
import { seenLabels } from '../base/seen-labels';
import { headSize, startModel } from '../base/start-model';
import { readExamples } from '../data/read-examples';
import { saidOnce } from '../data/read-rows';
import type { SeededPlan } from './plan';
import { readValidation, type StageFilesOptions } from './stage-files';

export interface Prepared {
  /** The model with which training starts. */
  readonly model: ModelFolder;
  /** How the run's files are read. */
  readonly reading: StageFilesOptions['reading'];
  readonly validation: readonly ValidationRow[];
}

/**
 * Reads everything that a run needs (base, classes, the rows of every stage) and checks that it fits together. Writes
 * nothing.
 * @param standIn in place of plan.base, which is still to be trained
 * @throws Error naming what cannot be read or does not fit, and what to do
 * @throws DOMException "AbortError" when the signal is aborted
 */
export async function prepare(
  plan: SeededPlan,
  { progress, signal }: { readonly progress: ProgressLine; readonly signal?: AbortSignal },
  standIn?: Base,
): Promise<Prepared> {
  const base = standIn ?? (await readBase(plan.base));
  const head = headSize(base);
  const labelled = plan.stages.flatMap(({ sources }) => sources.filter(({ selfLabel }) => !selfLabel));
  const files = [...new Set(labelled.map(({ file }) => file))];
  const { multiLabel: asksForMany } = plan;
  const classes = await decideClasses({ ...base, head }, plan.classes, asksForMany, () =>
    seenLabels([...files, plan.validation], { ...plan.rows, advice, multiLabel: asksForMany }),
  );
  const multiLabel = classes.problem === 'multi_label_classification';
  if (classes.note !== undefined) progress.say(classes.note);
  requireClassWeights(plan, classes.names, multiLabel);
  if (classes.head === null) refuseSelfLabels(plan, base.name);
  const model = startModel(base, { ...plan, classes });
  const { config } = model;
  if (config.hiddenDropout > 0 || config.attentionDropout > 0) {
    progress.say('note: dropout inside the layers is not applied, only before the classifier');
  }
  const maxLength = Math.max(...plan.stages.map((stage) => stage.maxLength));
  if (maxLength > config.maxPositions) {
    throw new Error(
      `the model reads at most ${config.maxPositions} tokens: use --max-length ${config.maxPositions} or less`,
    );
  }
  const reading = {
    ...plan.rows,
    classes: classes.names,
    numbered: plan.classes !== undefined,
    multiLabel,
    advice: { ...advice, labels: aboutLabels },
    report: saidOnce((sentence) => progress.say(sentence)),
  };
  const tokenizer = createTokenizer(model.tokenizerJson, model.tokenizerConfig);
  const validation = await readValidation(plan.validation, maxLength, { tokenizer, reading });
  // A wrong row of a late stage must be found now, not when the early stages are trained. Each file is read only to
  // find errors: the rows of all stages together may not fit in memory.
  for (const file of files) {
    progress.show(`checking ${file}`);
    await readExamples(file, reading);
    signal?.throwIfAborted();
  }
  return { model, reading, validation };
}

async function readBase(base: string): Promise<Base> {
  return base === 'random' ? randomBase() : { name: base, ...(await readFolderContents(base)) };
}

const aboutLabels =
  '--classes A,B,... says which classes the model is to have, in the order of labels that are numbers; ' +
  '--labels 0=negative,... what labels in the files stand for.';

/** @throws Error naming the stage that has not one weight for each class, or should have none */
function requireClassWeights({ stages }: SeededPlan, classes: readonly string[], multiLabel: boolean): void {
  for (const { name, classWeights } of stages) {
    if (classWeights && multiLabel)
      throw new Error(
        `stage ${name}: class weights are for texts of one class, and these may have any number`,
      );
    if (classWeights && classWeights.length !== classes.length) {
      throw new Error(
        `stage ${name}: ${classWeights.length} class weights for ${classes.length} classes (${classes.join(', ')})`,
      );
    }
  }
}

/** @throws Error naming a source with selfLabel, when the classifier is new and has learnt nothing */
function refuseSelfLabels({ stages }: SeededPlan, base: string): void {
  for (const { sources } of stages) {
    for (const { file, selfLabel } of sources) {
      if (selfLabel)
        throw new Error(`${file}: selfLabel needs a base that classifies, which ${base} does not`);
    }
  }
}
