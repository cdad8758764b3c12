import { withNewParameters } from '../../core/checkpoint/checkpoint';
import { readModelFolder } from '../../runtime/node/model-folder';
import { createTokenizer } from '../../runtime/tokenizer';
import { createOnnxStep } from '../step/onnx-step';
import { runStages, type TrainingOutcome } from './loop';
import { batchedLogits } from './batched-logits';
import { refuseToOverwrite } from './checkpoint';
import { requireWritable } from './files';
import { baseFingerprint } from './fingerprint';
import { writeModelFolder } from './model-folder';
import type { SeededPlan } from './plan';
import { ProgressLine, type ProgressStream } from '../../cli/progress-line';
import { extendTokenizer } from '../base/extend-tokenizer';
import { normalNumbers, randomBase } from '../base/random-base';
import { seedOf } from './schedule';
import { withSelfLabels } from './self-labels';
import { Validation } from './validation';

export interface TrainControl {
  /** Where progress is written; the command line passes standard error. */
  readonly stream: ProgressStream;
  /** Aborting saves a checkpoint and ends the run. */
  readonly signal?: AbortSignal;
}

/**
 * Fine-tunes a model as a plan says; plan.out then holds the best on validation as a Hugging Face folder, and the
 * checkpoints to resume from.
 * @throws Error on a base, data or out folder that cannot be used, before anything is trained
 */
export async function train(plan: SeededPlan, { stream, signal }: TrainControl): Promise<TrainingOutcome> {
  const progress = new ProgressLine(stream);
  if (!plan.resume) await refuseToOverwrite(plan.out);
  await requireWritable(plan.out);
  const start = plan.base === 'random' ? await randomBase() : await readModelFolder(plan.base);
  const base = plan.extendTokenizer ? extendTokenizer(start) : start;
  const { config } = base;
  if (config.hiddenDropout > 0 || config.attentionDropout > 0) {
    progress.say('note: dropout inside the layers is not applied, only before the classifier');
  }
  const fresh = normalNumbers(seedOf('weights', plan.freshWeightsSeed));
  const parameters = withNewParameters(config, base.parameters, fresh);
  const tokenizer = createTokenizer(base.tokenizerJson, base.tokenizerConfig);
  const maxLength = Math.max(...plan.stages.map((stage) => stage.maxLength));
  if (maxLength > config.maxPositions) {
    throw new Error(
      `the model reads at most ${config.maxPositions} tokens: use --max-length ${config.maxPositions} or less`,
    );
  }
  const validation = await Validation.load(plan.validation, tokenizer, maxLength);
  const step = await createOnnxStep(config, parameters, plan);
  try {
    const labelled = await withSelfLabels(plan, {
      predictor: {
        classifier: { logits: (inputs, stop) => batchedLogits(step, inputs, stop) },
        tokenizer,
      },
      baseFingerprint: await baseFingerprint(plan),
      progress,
      ...(signal && { signal }),
    });
    return await runStages(labelled, {
      step,
      tokenizer,
      validation,
      progress,
      ...(signal && { signal }),
      keep: (weights, history) => writeModelFolder(plan.out, base, weights, plan, history),
    });
  } finally {
    await step.dispose();
  }
}
