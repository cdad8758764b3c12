import { assess, hasSeed, type AssessControl, type Assessment } from '../assessment/assess';
import { assessmentRows, usualRankings, usualRuns } from '../assessment/assessment-rows';
import { compare, type Comparison, type ComparisonControl } from '../assessment/compare';
import { explainReadings } from '../attribution/explain';
import { completeSettings } from '../attribution/method-settings';
import type { Explanation } from '../attribution/explanation';
import { readText, type Readings } from '../attribution/readings';
import type { Subject } from '../attribution/subject';
import { clearSigns } from '../assessment/sign-clarity';
import { argmax } from '../math/argmax';
import type { Classifier } from '../model/classifier';
import { classify, type ClassifyControl } from '../prediction/classify';
import { strike } from '../text/strike';
import type { TokenizedText, Tokenizer } from '../text/types';
import { isUnseen } from '../text/visible';
import { isMark } from '../text/words';
import type {
  AssessRequest,
  Classification,
  ClassifyRequest,
  ExplainClassesRequest,
  ExplainRequest,
  SubjectRequest,
} from './requests';
import { reasonsBy, type ReasonsRequest, type TextReasons } from './text-reasons';

/**
 * How many evaluated rows are kept for the next question about a text. The logits of a row take some hundred bytes;
 * gradients have a bound of their own (`GradientRoom`).
 */
const mostKept = 50_000;

/** How an analysis is watched and stopped. Whether what is known of a text is enough stands in the request. */
export type AnalysisControl = Omit<ComparisonControl, 'fromKnown'>;

/**
 * The analysis of texts with a loaded model. Page and command line use it alike: it classifies, explains by several
 * methods, and assesses the explanations. The numbers of an answer depend only on the request; the rounding of gradients may
 * depend on which class of the text was explained before.
 */
export class Analysis {
  readonly #background: readonly (readonly number[])[];
  /** The text that was classified last. To explain its predicted class, it need not be read again. */
  #last: { readonly key: string; readonly classIndex: number } | null = null;
  /**
   * The text that was explained last. For another class, output or method, mostly the same coalitions and gradients are needed again.
   */
  #read: { readonly key: string; readonly readings: Readings } | null = null;

  /** @param neutralTexts the baseline distribution of Gradient SHAP */
  constructor(
    private readonly classifier: Classifier,
    private readonly tokenizer: Tokenizer,
    neutralTexts: readonly string[],
  ) {
    this.#background = neutralTexts.map((text) => tokenizer.tokenize(text).tokens.map(({ id }) => id));
  }

  /** @throws DOMException "AbortError" within one batch of the signal being aborted, as all that follows does */
  async classify(request: ClassifyRequest, control: ClassifyControl = {}): Promise<Classification> {
    const tokenized = this.#tokenized(request);
    const started = performance.now();
    const classification = await this.#classify(request, tokenized, control);
    return {
      ...classification,
      words: tokenized.words.length,
      marks: tokenized.words.filter(({ start, end }) => isUncounted(request.text.slice(start, end))).length,
      tokens: tokenized.tokens.length,
      seconds: (performance.now() - started) / 1000,
    };
  }

  /**
   * The tokenized text and the scalar that a request asks about. The model reads the text only if the request is for
   * the predicted class, and that is not known yet.
   */
  async subject(request: SubjectRequest, signal?: AbortSignal): Promise<Subject> {
    const tokenized = this.#tokenized(request);
    const classIndex = request.classIndex ?? (await this.#predicted(request, tokenized, signal));
    return {
      tokenized,
      special: this.tokenizer.special,
      target: { classIndex, output: request.output },
      background: this.#background,
    };
  }

  /** @throws as `compare` does */
  async explain(request: ExplainRequest, control: AnalysisControl = {}): Promise<Comparison> {
    const { methods, unit, longText, topK, fromKnown = false } = request;
    const subject = await this.subject(request, control.signal);
    const readings = this.#readings(request, subject);
    const options = { unit, longText, topK };
    return compare(this.classifier, subject, methods, options, { ...control, fromKnown }, readings);
  }

  /**
   * Explains every class, in the order of the model. The classes share what the model has evaluated. Each goes on until its
   * own errors are small enough, or, of one run, states its own, larger errors.
   *
   * @throws as `explain` does
   */
  async explainClasses(
    { oneRun = false, ...request }: ExplainClassesRequest,
    control: AnalysisControl = {},
  ): Promise<readonly Comparison[]> {
    const first = oneRun
      ? (await this.subject({ ...request, classIndex: null }, control.signal)).target.classIndex
      : null;
    const indices = [...this.classifier.classes.keys()];
    // Of one run the predicted class is the first: the others are made of what it takes.
    if (first !== null) indices.sort((a, b) => Number(b === first) - Number(a === first));
    const all: Comparison[] = [];
    for (const classIndex of indices) {
      const fromKnown = oneRun && classIndex !== first;
      all[classIndex] = await this.explain({ ...request, classIndex, fromKnown }, control);
    }
    return all;
  }

  /**
   * Explains one text of many, for every class. A text without words has no reasons.
   *
   * @throws as `explain` does
   */
  async reasons(
    { text, longText, method }: ReasonsRequest,
    control: Pick<AnalysisControl, 'signal'> = {},
  ): Promise<TextReasons> {
    const tokenized = this.tokenizer.tokenize(text);
    const { classes } = this.classifier;
    if (tokenized.words.length === 0) {
      return { spans: [], values: classes.map(() => []), clear: classes.map(() => []), evaluations: 0 };
    }
    const { special } = this.tokenizer;
    const readings = readText(this.classifier, { tokenized, special }, { unit: 'word', longText });
    const { settings = {} } = reasonsBy(method, readings.features.length);
    const complete = completeSettings(method, { ...settings, unit: 'word', longText });
    const explanations: Explanation[] = [];
    for (const classIndex of classes.keys()) {
      const target = { classIndex, output: 'probability' as const };
      const subject = { tokenized, special, target, background: this.#background };
      explanations.push(await explainReadings(method, subject, readings, complete, control));
    }
    return {
      spans: explanations[0]!.spans,
      values: explanations.map(({ values }) => values),
      clear: explanations.map(clearSigns),
      evaluations: readings.evaluations,
    };
  }

  /** @throws as `assess` does */
  async assess(request: AssessRequest, control: AssessControl = {}): Promise<Assessment> {
    const { methods, explanations, unit, longText, topK, removal, seed } = request;
    const subject = await this.subject(request, control.signal);
    const options = {
      unit,
      longText,
      topK,
      ...(removal !== undefined && { removal }),
      ...(seed !== undefined && { seed }),
    };
    const readings = this.#readings(request, subject);
    // What a long text takes would push out what is known of it: its other classes would have to be evaluated anew.
    const known = readings.evaluations + assessingRows(request, readings) <= mostKept ? readings : undefined;
    return assess(this.classifier, subject, methods, { explanations }, options, control, known);
  }

  #tokenized({ text, struck = [] }: ClassifyRequest): TokenizedText {
    return strike(this.tokenizer.tokenize(text), struck, this.tokenizer.special);
  }

  #readings(request: ClassifyRequest & Pick<ExplainRequest, 'unit'>, subject: Subject): Readings {
    const { unit, longText } = request;
    const key = JSON.stringify([keyOf(request), unit]);
    if (this.#read?.key !== key || this.#read.readings.evaluations > mostKept) {
      this.#read = { key, readings: readText(this.classifier, subject, { unit, longText }) };
    }
    return this.#read.readings;
  }

  async #predicted(
    request: ClassifyRequest,
    tokenized: TokenizedText,
    signal?: AbortSignal,
  ): Promise<number> {
    if (this.#last?.key === keyOf(request)) return this.#last.classIndex;
    return argmax((await this.#classify(request, tokenized, signal ? { signal } : {})).probabilities);
  }

  async #classify(request: ClassifyRequest, tokenized: TokenizedText, control: ClassifyControl) {
    const classification = await classify(this.classifier, tokenized, request.longText, control);
    this.#last = { key: keyOf(request), classIndex: argmax(classification.probabilities) };
    return classification;
  }
}

/** Rows that assessing explanations takes, at most: the removal of words, and runs with other seeds. */
function assessingRows({ explanations }: AssessRequest, { features, parts }: Readings): number {
  const runs = explanations.filter(({ method }) => hasSeed(method));
  return (
    assessmentRows({
      features: features.length,
      explanations: explanations.length,
      rankings: usualRankings,
      windows: parts.length,
    }) + runs.reduce((sum, { evaluations }) => sum + usualRuns * evaluations, 0)
  );
}

/** Whether nobody counts it as a word of the text: a punctuation mark, or what cannot be seen. */
function isUncounted(word: string): boolean {
  return isMark(word) || isUnseen(word);
}

/** A key for the text and for how it is read. */
function keyOf({ text, longText, struck = [] }: ClassifyRequest): string {
  return JSON.stringify([text, longText, struck.map(({ start, end }) => [start, end])]);
}
