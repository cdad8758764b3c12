import { Analysis, type AnalysisControl } from '../../../core/analysis/analysis';
import type { Classification, SubjectRequest } from '../../../core/analysis/requests';
import type { AssessControl, Assessment } from '../../../core/assessment/assess';
import type { Comparison } from '../../../core/assessment/compare';
import type { ExplainControl, Explanation, FlipExplanation } from '../../../core/attribution/explanation';
import {
  bestShapleyMethod,
  methodNames,
  type FlipMethodName,
  type MethodName,
  type ValueMethodName,
} from '../../../core/attribution/methods/all';
import type { MethodRequest } from '../../../core/attribution/requests';
import type { Target } from '../../../core/model/classifier';
import type { ClassifyControl } from '../../../core/prediction/classify';
import type { Unit } from '../../../core/text/types';
import type { LongText } from '../../../core/text/windows';
import type { TextModel } from './text-model';

/** What is asked of a text, but for its methods. */
export interface TextQuestion {
  /** The class that is explained, by its name or its place among the classes. Default: the predicted one. */
  readonly class?: string | number;
  /** Default: "probability". */
  readonly output?: Target['output'];
  /** What the values are attributed to. Default: "word". */
  readonly unit?: Unit;
  /** How a text is read that is longer than the model reads: whole, in windows, or cut. Default: "windows". */
  readonly longText?: LongText;
}

/** Settings of a method, by the names that docs/methods.md lists; what is not given takes its default. */
type SettingsOf<M extends MethodName> = NonNullable<
  Extract<MethodRequest, { readonly method: M }>['settings']
>;

export interface ExplainQuestion<M extends MethodName> extends TextQuestion {
  /** Default: Shapley values by interpolation, which need the fewest evaluations. */
  readonly method?: M;
  readonly settings?: SettingsOf<M>;
}

export interface CompareQuestion extends TextQuestion {
  /** Methods by name, or with settings. */
  readonly methods: readonly (MethodName | MethodRequest)[];
  /** Words in the top of each method. Default: 5. */
  readonly topK?: number;
}

export interface CompareClassesQuestion extends Omit<CompareQuestion, 'class'> {
  /**
   * Whether the model evaluates for the predicted class alone. The other classes are then explained from the same
   * coalitions, without a new evaluation, and state their own, larger errors. (Gradients, and flips of a multi-label model,
   * are evaluated for each class.) Default: false, each class goes on until its own errors are small enough.
   */
  readonly oneRun?: boolean;
}

export interface AssessQuestion extends CompareQuestion {
  /** What `compare` gave for this text and these methods. */
  readonly comparison: Comparison;
  /** Seed of the random rankings and of the first repeated run. Default: 0. */
  readonly seed?: number;
}

/** How explaining is watched and stopped. */
export type ExplainingControl = Omit<ExplainControl, 'fromKnown'>;

/** Probability of each class of a text. @throws DOMException "AbortError" within one batch of the signal being aborted */
export function classify(
  model: TextModel,
  text: string,
  { longText = 'windows' }: Pick<TextQuestion, 'longText'> = {},
  control: ClassifyControl = {},
): Promise<Classification> {
  return analysisOf(model).classify({ text, longText }, control);
}

/**
 * Explains one text by one method: a value a word, or the sets of words that turn the label (method "flips").
 *
 * @throws RangeError when a setting, the method or the class is none that there is
 * @throws Error when the text has no words, or the method needs gradients and the classifier gives none
 * @throws DOMException "AbortError" within one batch of the signal being aborted
 */
export async function explain(
  model: TextModel,
  text: string,
  question: ExplainQuestion<FlipMethodName> & { readonly method: FlipMethodName },
  control?: ExplainingControl,
): Promise<FlipExplanation>;
export async function explain<M extends ValueMethodName = typeof bestShapleyMethod>(
  model: TextModel,
  text: string,
  question?: ExplainQuestion<M>,
  control?: ExplainingControl,
): Promise<Explanation>;
export async function explain(
  model: TextModel,
  text: string,
  question: ExplainQuestion<MethodName> = {},
  { onProgress, ...control }: ExplainingControl = {},
): Promise<Explanation | FlipExplanation> {
  const { method = bestShapleyMethod, settings = {}, ...asked } = question;
  // The types of a method and of its settings are tied by the signatures above.
  const methods = [{ method, settings } as MethodRequest];
  const watched = onProgress && {
    onProgress: ({ progress }: { progress: Parameters<typeof onProgress>[0] }) => onProgress(progress),
  };
  const { explanations, flips = [] } = await compare(
    model,
    text,
    { ...asked, methods },
    { ...control, ...watched },
  );
  return (explanations[0] ?? flips[0])!;
}

/**
 * Explains one text by several methods, and says how far they agree. Coalitions that several ask about are evaluated once.
 * @throws as `explain` does
 */
export function compare(
  model: TextModel,
  text: string,
  question: CompareQuestion,
  control: AnalysisControl = {},
): Promise<Comparison> {
  return analysisOf(model).explain({ ...requestOf(text, question), ...classOf(model, question) }, control);
}

/**
 * Explains one text for every class of the model by several methods: a comparison for each class, in the order of the
 * model. The classes share what is evaluated.
 *
 * @throws as `explain` does
 */
export function compareClasses(
  model: TextModel,
  text: string,
  { oneRun = false, ...question }: CompareClassesQuestion,
  control: AnalysisControl = {},
): Promise<readonly Comparison[]> {
  return analysisOf(model).explainClasses({ ...requestOf(text, question), oneRun }, control);
}

/**
 * How far the explanations of a comparison can be believed: faithfulness beside random rankings and leave-one-out,
 * normalised AOPC, stability over seeds.
 *
 * @throws RangeError when the comparison is not of this text and question
 * @throws DOMException "AbortError" within one batch of the signal being aborted
 */
export function assess(
  model: TextModel,
  text: string,
  { comparison, seed, ...question }: AssessQuestion,
  control: AssessControl = {},
): Promise<Assessment> {
  const { explanations } = comparison;
  const request = { ...requestOf(text, question), ...classOf(model, question), explanations };
  return analysisOf(model).assess({ ...request, ...(seed !== undefined && { seed }) }, control);
}

/** What was evaluated for a text is kept with its model, for the next question about it. */
const analyses = new WeakMap<TextModel, Analysis>();

function analysisOf(model: TextModel): Analysis {
  const { classifier, tokenizer, neutralTexts = [] } = model;
  const analysis = analyses.get(model) ?? new Analysis(classifier, tokenizer, neutralTexts);
  analyses.set(model, analysis);
  return analysis;
}

function requestOf(text: string, question: Omit<CompareQuestion, 'class'>) {
  const { output = 'probability', unit = 'word', longText = 'windows', topK = 5 } = question;
  const methods = question.methods.map((asked) => (typeof asked === 'string' ? { method: asked } : asked));
  for (const { method } of methods) {
    if (!methodNames.includes(method)) {
      throw new RangeError(`There is no method "${method}". Methods are ${methodNames.join(', ')}.`);
    }
  }
  return { text, output, unit, longText, topK, methods };
}

function classOf(
  { classifier: { classes } }: TextModel,
  { class: asked }: TextQuestion,
): Pick<SubjectRequest, 'classIndex'> {
  if (asked === undefined) return { classIndex: null };
  const classIndex = typeof asked === 'number' ? asked : classes.indexOf(asked);
  if (classes[classIndex] !== undefined) return { classIndex };
  throw new RangeError(
    `The model has no class ${JSON.stringify(asked)}. Its classes are ${classes.join(', ')}.`,
  );
}
