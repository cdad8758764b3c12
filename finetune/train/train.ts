import { OtherRunError } from '../../core/training/checkpoint';
import { runTraining } from '../../core/training/loop';
import type { ModelConfig } from '../../core/models/model-config';
import type { TrainingOutcome } from '../../core/training/run';
import { trainableModel } from '../../core/graphs/trainable-model';
import type { ProgressStream } from '../../cli/progress-line';
import { createTokenizer } from '../../runtime/tokenizer';
import { openStep } from '../step/open-step';
import { fileStore, refuseToOverwrite } from './file-store';
import { requireWritable } from './files';
import { modelFingerprint, planFingerprint } from './fingerprint';
import { writeModelFolder } from './model-folder';
import type { SeededPlan } from './plan';
import { prepare } from './prepare';
import { Report } from './report';
import { withSelfLabels } from './self-labels';
import { readStage } from './stage-files';

export interface TrainControl {
  /** Where progress is written; the command line passes standard error. */
  readonly stream: ProgressStream;
  /** Aborting saves a checkpoint and ends the run. */
  readonly signal?: AbortSignal;
  /** Gets the model's configuration, its classes among it, before anything is written or learnt. If it throws, the run ends. */
  readonly onClasses?: (model: ModelConfig) => Promise<void>;
}

/**
 * Fine-tunes a model as a plan says. plan.out then holds the model that was best on validation, as a Hugging Face
 * folder, and the checkpoints from which a run can be resumed.
 * @throws Error before anything is written, when base, data or out folder cannot be used
 */
export async function train(
  plan: SeededPlan,
  { stream, signal, onClasses }: TrainControl,
): Promise<TrainingOutcome> {
  if (!plan.resume) await refuseToOverwrite(plan.out);
  await requireWritable(plan.out);
  const report = new Report(stream, plan.out);
  const control = { progress: report.progress, ...(signal && { signal }) };
  const { model, reading, validation } = await prepare(plan, control);
  await onClasses?.(model.config);
  const tokenizer = createTokenizer(model.tokenizerJson, model.tokenizerConfig);
  const fingerprint = modelFingerprint(model);
  const step = await openStep(trainableModel(model.config), model.parameters, plan);
  try {
    const labelled = await withSelfLabels(plan, {
      predictor: {
        classifier: {
          classes: model.config.classes,
          logits: (rows, stop) => step.logits(rows, stop),
        },
        tokenizer,
      },
      baseFingerprint: fingerprint,
      reading,
      ...control,
    });
    return await runTraining(
      { ...labelled, fingerprint: await planFingerprint(labelled, fingerprint) },
      {
        step,
        special: tokenizer.special,
        rows: (stage) => readStage(labelled, stage, { tokenizer, reading, ...control }),
        validation,
        store: fileStore(plan.out),
        keep: (weights, history) => writeModelFolder(plan.out, model, weights, plan, history),
        retry: report.retry,
        onEvent: report.onEvent,
        ...(signal && { signal }),
      },
    );
  } catch (error) {
    if (!(error instanceof OtherRunError)) throw error;
    throw new Error(
      `${plan.out} holds a checkpoint of another run (other data, stages, classes, seed or base): ` +
        'give the options of that run to resume it, or another --out to start anew.',
      { cause: error },
    );
  } finally {
    await step.dispose();
  }
}
