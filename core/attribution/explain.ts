import type { Classifier } from '../model/classifier';
import type { Feature } from '../text/masking';
import type { Removal } from '../text/types';
import type { Attribution } from './attribution';
import type { ExplainControl, Explanation } from './explanation';
import { targetGame, type CoalitionLogits } from './games/game';
import { NotEvaluated } from './games/memory';
import { methods, type MethodName, type MethodSettings, type ValueMethodName } from './methods/all';
import { readText, requireTarget, type Reading, type Readings } from './readings';
import { Run, type RunProgress } from './run';
import { resolve, type Resolved } from './settings/fields';
import { completeSettings } from './method-settings';
import type { Subject } from './subject';
import { hasUntil, mostShared, untilOfWindow } from './window-errors';

/**
 * Explains one text by one method. Settings that are not given take `defaultSettings[method]`.
 *
 * @throws Error when the text has no words, or the method needs gradients and the model has none (see `needsGradients`)
 * @throws RangeError when a setting or the class index is out of its range
 * @throws DOMException "AbortError" within one batch of the signal being aborted
 */
export async function explain<M extends ValueMethodName>(
  method: M,
  model: Classifier,
  subject: Subject,
  settings: Partial<MethodSettings[M]> = {},
  control: ExplainControl = {},
): Promise<Explanation> {
  const complete = completeSettings(method, settings);
  requireTarget(model, subject.target);
  return explainReadings(method, subject, readText(model, subject, complete), complete, control);
}

/** Whether a method asks the model for gradients (a DifferentiableClassifier) rather than outputs. */
export function needsGradients(method: MethodName): boolean {
  return methods[method].asks === 'gradients';
}

/** `explain` over readings that other methods share, so that each coalition and each gradient is evaluated once for all of them. */
export async function explainReadings<M extends ValueMethodName>(
  method: M,
  subject: Subject,
  readings: Readings,
  settings: MethodSettings[M],
  { onProgress, fromKnown = false, ...control }: ExplainControl,
): Promise<Explanation> {
  const started = performance.now();
  const parts = partsOf(readings, method);
  const shared = mostShared(parts.map(({ place }) => place));
  const attributions: Attribution[] = [];
  let resolved: MethodSettings[M] | Resolved<MethodSettings[M]> = settings;
  let evaluations = 0;
  for (const [index, part] of parts.entries()) {
    const describe = (attribution: Attribution, done: number): Explanation => ({
      method,
      target: subject.target,
      unit: settings.unit,
      spans: readings.features.map(({ start, end }) => ({ start, end })),
      ...combined(method, [...attributions, attribution], parts, readings),
      evaluations: evaluations + done,
      seconds: (performance.now() - started) / 1000,
      settings: stated(parts.length === 1 ? resolved : settings),
    });
    const shifted = ({ done, total }: RunProgress): RunProgress => ({
      done: evaluations + done,
      total: evaluations + total * (parts.length - index),
    });
    const show =
      onProgress &&
      ((attribution: Attribution, progress: RunProgress) =>
        onProgress({ ...shifted(progress), partial: describe(attribution, progress.done) }));
    const begin = (): Run =>
      new Run(
        { ...control, ...(onProgress && { onProgress: (progress) => onProgress(shifted(progress)) }) },
        // Of several windows each is shown when it is done: putting all of them together takes its time.
        parts.length === 1 ? show : undefined,
      );
    const task = prepare(method, subject, part, settings, (until) =>
      untilOfWindow(until, parts.length, shared),
    );
    resolved = task.settings;
    const { attribution, done } =
      (fromKnown ? await ofKnown(task, begin()) : null) ?? (await ofAll(task, begin()));
    if (index === parts.length - 1) return describe(attribution, done);
    show?.(attribution, { done, total: done });
    attributions.push(attribution);
    evaluations += done;
  }
  throw new RangeError('A text is read in at least one part.');
}

/** What a method explains at once: one window, or the text with all of its windows. */
interface Part {
  /** Feature i of this part is feature `place[i]` of the text. */
  readonly place: readonly number[];
  readonly features: readonly Feature[];
  readonly windows: readonly Reading[];
}

function partsOf({ features, parts }: Readings, method: MethodName): readonly Part[] {
  if (methods[method].asks === 'windows')
    return [{ features, place: features.map((_, i) => i), windows: parts }];
  return parts.map((reading) => ({ features: reading.features, place: reading.place, windows: [reading] }));
}

interface Task<S> {
  readonly settings: Resolved<S>;
  attribute(run: Run): Promise<Attribution>;
  /** The same from what is known: it throws NotEvaluated where it would evaluate. Null: the method asks for gradients. */
  readonly attributeKnown: ((run: Run) => Promise<Attribution>) | null;
}

/** What a task has come to, and the rows that this takes. */
interface Outcome {
  readonly attribution: Attribution;
  readonly done: number;
}

async function ofAll(task: Task<unknown>, run: Run): Promise<Outcome> {
  const attribution = await task.attribute(run);
  return { attribution, done: run.done };
}

/** What a task comes to by what is known, as far as it goes; null where that is not enough for any values. */
async function ofKnown({ attributeKnown }: Task<unknown>, run: Run): Promise<Outcome | null> {
  if (!attributeKnown) return null;
  try {
    const attribution = await attributeKnown(run);
    return { attribution, done: run.done };
  } catch (error) {
    if (!(error instanceof NotEvaluated)) throw error;
    if (!run.shown) return null;
    const { attribution, done } = run.shown;
    const note =
      'Nothing was evaluated for this: it is made of what was evaluated before, and less exact than was asked for.';
    return { attribution: { ...attribution, notes: [...attribution.notes, note] }, done };
  }
}

function prepare<M extends ValueMethodName>(
  name: M,
  { tokenized: { text }, special, target, background = [] }: Subject,
  { features, windows }: Part,
  settings: MethodSettings[M],
  untilOf: (until: number) => number,
): Task<MethodSettings[M]> {
  const method = methods[name];
  const whole = resolve(method.fields, settings, {
    features: features.length,
    output: target.output,
  });
  const resolved = hasUntil(whole) ? { ...whole, until: untilOf(whole.until) } : whole;
  if (method.asks === 'windows') {
    const from = (logitsOf: (reading: Reading) => CoalitionLogits) => (run: Run) => {
      const games = windows.map((reading) => ({
        game: targetGame(logitsOf(reading), target),
        place: reading.place,
      }));
      return method.explain({ text, features, windows: games }, resolved, run);
    };
    const remembered = (reading: Reading) => reading.logits(removalOf(settings));
    return {
      settings: resolved,
      attribute: from(remembered),
      attributeKnown: from((reading) => remembered(reading).known),
    };
  }
  const { tokenized, logits: logitsBy, gradients } = windows[0]!;
  if (method.asks === 'coalitions') {
    const remembered = logitsBy(removalOf(settings));
    const from = (logits: CoalitionLogits) => (run: Run) => {
      const input = { text, features, game: targetGame(logits, target), logits, target };
      return method.explain(input, resolved, run);
    };
    return { settings: resolved, attribute: from(remembered), attributeKnown: from(remembered.known) };
  }
  if (!gradients) {
    throw new Error(
      `${name} needs gradients, which this model does not give. Choose a method that removes words.`,
    );
  }
  const embedded = { tokens: tokenized.tokens, features, target, special, gradients };
  const { model } = gradients;
  return {
    settings: resolved,
    attribute: (run) => method.explain({ model, embedded, background }, resolved, run),
    attributeKnown: null,
  };
}

/** Every method that asks about coalitions has a removal (see `coalitionMethod`), which generic types do not show. */
export function removalOf(settings: object): Removal {
  return (settings as { readonly removal: Removal }).removal;
}

type Combined = Pick<
  Explanation,
  | 'values'
  | 'standardErrors'
  | 'pairs'
  | 'mainEffects'
  | 'sentences'
  | 'baseValue'
  | 'outputValue'
  | 'delta'
  | 'diagnostics'
  | 'notes'
>;

/**
 * The attribution of the mean over parts. By linearity it is the mean of theirs, 0 where a part lacks a feature. Of
 * fewer attributions than parts it is what they come to so far: their values change only where other parts have the
 * same features.
 * @param attributions of the first parts
 */
function combined(
  method: ValueMethodName,
  attributions: readonly Attribution[],
  parts: readonly Part[],
  { features, notes }: Pick<Readings, 'features' | 'notes'>,
): Combined {
  const count = parts.length;
  const values = features.map(() => 0);
  const variances = features.map(() => 0);
  let [baseValue, outputValue] = [0, 0];
  attributions.forEach((attribution, p) => {
    const { place } = parts[p]!;
    baseValue += attribution.baseValue / count;
    outputValue += attribution.outputValue / count;
    attribution.values.forEach((value, i) => (values[place[i]!]! += value / count));
    attribution.standardErrors?.forEach((error, i) => (variances[place[i]!]! += (error / count) ** 2));
  });
  const isWhole = attributions.length === count;
  // Methods that give pairs explain the text in one part.
  const { pairs, mainEffects, sentences } = attributions[0]!;
  const soFar = `So far ${attributions.length} of ${count} windows were explained: words of the others have no value yet.`;
  const diagnostics = attributions.map((attribution) => attribution.diagnostics);
  const hasErrors = attributions.every(({ standardErrors }) => standardErrors !== null);
  return {
    values,
    standardErrors: hasErrors ? variances.map(Math.sqrt) : null,
    ...(pairs && { pairs }),
    ...(mainEffects && { mainEffects: [...mainEffects] }),
    ...(sentences && { sentences }),
    baseValue,
    outputValue,
    delta: values.reduce((sum, value) => sum + value, baseValue - outputValue),
    diagnostics: meanDiagnostics(diagnostics),
    notes: [
      ...(isWhole ? [] : [soFar]),
      ...new Set([...notes, ...attributions.flatMap((attribution) => attribution.notes)]),
      ...(methods[method].notesOf?.(diagnostics) ?? []),
    ],
  };
}

/** Means over readings; what one of them could not measure is left out. */
function meanDiagnostics(all: readonly Attribution['diagnostics'][]): Record<string, number> {
  const names = Object.keys(all[0] ?? {}).filter((name) => all.every((one) => name in one));
  return Object.fromEntries(
    names.map((name) => [name, all.reduce((sum, one) => sum + one[name]! / all.length, 0)]),
  );
}

/** Settings as an Explanation states them. What is left open (a budget that each window fills in) is "auto". */
export function stated(settings: object): Explanation['settings'] {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, value ?? 'auto']));
}
