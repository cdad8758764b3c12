import * as v from 'valibot';
import { scopes } from './plan';

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

const text = v.object({
  text: v.string(),
  label: v.nullable(index),
  isReaders: v.boolean(),
  answer: v.nullable(index),
  isDisputed: v.boolean(),
  isHeldOut: v.nullable(v.boolean()),
  probabilities: v.nullable(v.array(v.number())),
});

const labelled = v.object({ text: v.string(), label: index });

const lesson = v.object({
  settings: v.object({
    scope: v.picklist(scopes),
    epochs: v.pipe(index, v.minValue(1)),
    learningRate: v.number(),
    seed: index,
  }),
  taught: v.array(labelled),
  heldOut: v.array(labelled),
  kept: v.array(v.string()),
});

const interval = v.object({ estimate: v.number(), low: v.number(), high: v.number() });
const figures = v.object({ accuracy: interval, macroRecall: interval, logLoss: interval });

const report = v.object({
  heldOut: index,
  before: figures,
  after: figures,
  gain: interval,
  mended: index,
  broken: index,
  changed: v.nullable(interval),
  kept: index,
});

const state = v.object({
  format: v.literal('albert-lens teaching'),
  version: v.literal(1),
  /** ISO 8601. */
  savedAt: v.string(),
  /** The model that is taught, and its classes, which labels count. */
  model: v.object({ name: v.string(), version: v.string() }),
  classes: v.array(v.string()),
  texts: v.array(text),
  /** What is being learnt, or was; null: nothing yet. */
  lesson: v.nullable(lesson),
  /** What came of it; null while it is not at its end. */
  report: v.nullable(report),
});

/** Labels and what was made of them, as they are kept. */
export type TeachState = v.InferOutput<typeof state>;

/** What is to be kept now. */
export function teachState(
  parts: Pick<TeachState, 'model' | 'classes' | 'texts' | 'lesson' | 'report'>,
): TeachState {
  return { format: 'albert-lens teaching', version: 1, savedAt: new Date().toISOString(), ...parts };
}

/** Reads what was kept; null where it is damaged, or of another version of this page. */
export function readTeachState(value: unknown): TeachState | null {
  const parsed = v.safeParse(state, value);
  if (!parsed.success) return null;
  const { texts, classes, lesson } = parsed.output;
  const labels = [
    ...texts.map(({ label }) => label),
    ...[...(lesson?.taught ?? []), ...(lesson?.heldOut ?? [])].map(({ label }) => label),
  ];
  return labels.every((label) => label === null || label < classes.length) ? parsed.output : null;
}
