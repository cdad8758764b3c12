import { runTraining } from '../training/loop';
import { encodeRow, stageRows } from '../training/rows';
import type { TrainingEvent, TrainingTools } from '../training/run';
import { epochSeeds } from '../training/seeds';
import type { TrainingStep } from '../training/step';
import type { CheckpointStore } from '../training/store';
import type { Tokenizer } from '../text/types';
import { stageSettings, teachingRun, type TeachSettings } from './plan';
import { teachReport, type TeachReport } from './report';

/** A text with its class, an index. */
export interface LabelledText {
  readonly text: string;
  readonly label: number;
}

/** What is taught, and what it is measured on. */
export interface Lesson {
  readonly settings: TeachSettings;
  readonly taught: readonly LabelledText[];
  /** Labels that nothing is learnt from; at least one. */
  readonly heldOut: readonly LabelledText[];
  /** Texts that are not taught, whose answers are held against those before. */
  readonly kept: readonly string[];
}

export type TeachEvent =
  /** How many of the texts that it is measured on the model has read, before learning and after it. */
  | {
      readonly kind: 'measuring';
      readonly when: 'before' | 'after';
      readonly done: number;
      readonly total: number;
    }
  | TrainingEvent;

export interface TeachTools {
  readonly step: TrainingStep;
  readonly tokenizer: Tokenizer;
  readonly classes: number;
  /** Longer texts are cut to so many tokens, [CLS] and [SEP] included. */
  readonly maxTokens: number;
  /** Divides the logits. */
  readonly temperature: number;
  /** What tells the base from any other model. */
  readonly base: string;
  readonly store: CheckpointStore;
  /** Whether to go on from the checkpoint in the store. */
  readonly resume: boolean;
  /** Weights as an exported model stores them: what is measured is what will run. */
  readonly rounded: (parameters: ReadonlyMap<string, Float32Array>) => ReadonlyMap<string, Float32Array>;
  readonly retry: TrainingTools['retry'];
  readonly onEvent: (event: TeachEvent) => void | Promise<void>;
  /** Aborting saves a checkpoint and ends the run. It can be resumed. */
  readonly signal: AbortSignal;
}

/** What came of a lesson; null where it was broken off, to be resumed. */
export interface Taught {
  readonly report: TeachReport;
  /** The weights that learnt, not rounded: those of the step. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  /** Steps that were taken. */
  readonly steps: number;
  /** Texts that were cut. */
  readonly cut: number;
}

/** Rows that are read at once, between two events. */
const readAtOnce = 64;

/**
 * Teaches a model: reads what is held out, learns, and reads it again. The step's weights are those of the base when it
 * begins, and the taught ones when it ends.
 * @throws DOMException "AbortError" when the signal is aborted before anything is learnt
 * @throws OtherRunError when the store holds the checkpoint of another lesson; Error as `runTraining` does
 */
export async function teach(lesson: Lesson, tools: TeachTools): Promise<Taught | null> {
  const { step, tokenizer, maxTokens, signal, onEvent } = tools;
  const { settings, taught, heldOut, kept } = lesson;
  const stage = stageSettings(settings, maxTokens);
  const encode = (text: string) => ({ ids: encodeRow(tokenizer, text, stage.maxLength) });
  const measured = [...heldOut.map(({ text }) => text), ...kept].map(encode);
  const read = (when: 'before' | 'after') =>
    readRows(step, measured, signal, (done) =>
      onEvent({ kind: 'measuring', when, done, total: measured.length }),
    );
  const before = await read('before');
  const identity = JSON.stringify([tools.base, lesson]);
  const run = teachingRun(settings, stage, identity, tools.resume);
  const labels = heldOut.map(({ label }) => label);
  const outcome = await runTraining(run, {
    step,
    special: tokenizer.special,
    rows: () =>
      stageRows([{ texts: taught, weight: 1 }], {
        settings: stage,
        tokenizer,
        classes: tools.classes,
        seeds: epochSeeds(settings.seed, 0, settings.epochs),
      }),
    validation: measured.slice(0, heldOut.length).map(({ ids }, at) => ({ ids, label: labels[at]! })),
    store: tools.store,
    // The checkpoint at the end has the same weights.
    keep: () => Promise.resolve(),
    retry: tools.retry,
    onEvent,
    signal,
  });
  if (!outcome.finished) return null;
  const parameters = new Map([...step.parameters].map(([name, data]) => [name, data.slice()]));
  const put = (weights: ReadonlyMap<string, Float32Array>) => {
    for (const [name, data] of weights) step.parameters.get(name)!.set(data);
  };
  put(tools.rounded(parameters));
  try {
    const after = await read('after');
    const count = heldOut.length;
    return {
      report: teachReport(
        { before: before.slice(0, count), after: after.slice(0, count) },
        labels,
        { before: before.slice(count), after: after.slice(count) },
        tools.temperature,
      ),
      parameters,
      steps: outcome.position.step,
      cut: taught.filter(({ text }) => tokenizer.tokenize(text).tokens.length > stage.maxLength).length,
    };
  } finally {
    put(parameters);
  }
}

/** Logits of rows, read some at a time: whoever waits sees how far it is. */
async function readRows(
  step: TrainingStep,
  rows: readonly { readonly ids: Int32Array }[],
  signal: AbortSignal,
  onRead: (done: number) => void | Promise<void>,
): Promise<Float32Array[]> {
  const logits: Float32Array[] = [];
  while (logits.length < rows.length) {
    signal.throwIfAborted();
    logits.push(...(await step.logits(rows.slice(logits.length, logits.length + readAtOnce), signal)));
    await onRead(logits.length);
  }
  return logits;
}
