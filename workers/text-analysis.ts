import { assess, type AssessProgress, type Assessment } from '../core/assessment/assess';
import { argmax } from '../core/metrics/classification';
import { classify } from '../core/prediction/classify';
import { compare, type Comparison } from '../core/assessment/compare';
import type { Classifier, Target } from '../core/model/classifier';
import type { Subject } from '../core/attribution/settings';
import type { TokenizedText, Tokenizer } from '../core/text/types';
import type {
  AssessRequest,
  Classification,
  ClassifyProgress,
  ClassifyRequest,
  ExplainProgress,
  ExplainRequest,
} from './api';

/** Milliseconds between two messages about the same work: more would keep the page busy with drawing. */
const messageInterval = 80;

/** What a worker does with texts and a loaded model. */
export class TextAnalysis {
  readonly #background: readonly (readonly number[])[];
  /** The text that was classified last: explaining it needs no second reading. */
  #last: { readonly request: ClassifyRequest; readonly classIndex: number } | null = null;

  /** @param neutralTexts the baseline distribution of Gradient SHAP */
  constructor(
    private readonly classifier: Classifier,
    private readonly tokenizer: Tokenizer,
    neutralTexts: readonly string[],
  ) {
    this.#background = neutralTexts.map((text) => tokenizer.tokenize(text).tokens.map(({ id }) => id));
  }

  async classify(
    request: ClassifyRequest,
    signal: AbortSignal,
    onProgress: (progress: ClassifyProgress) => void,
  ): Promise<Classification> {
    const tokenized = this.tokenizer.tokenize(request.text);
    const started = performance.now();
    let shownAt = started;
    const classification = await classify(this.classifier, tokenized, request.longText, {
      signal,
      onProgress: (done, total) => {
        const now = performance.now();
        if (now - shownAt < messageInterval) return;
        shownAt = now;
        onProgress({ done, total });
      },
    });
    this.#last = { request, classIndex: argmax(classification.probabilities) };
    return {
      ...classification,
      words: tokenized.words.length,
      tokens: tokenized.tokens.length,
      seconds: (performance.now() - started) / 1000,
    };
  }

  async explain(
    request: ExplainRequest,
    signal: AbortSignal,
    onProgress: (progress: ExplainProgress) => void,
  ): Promise<Comparison> {
    const { unit, longText, topK } = request;
    const subject = await this.#subject(request, signal);
    let shown = { index: -1, at: 0 };
    let sent = 0;
    return compare(
      this.classifier,
      subject,
      request.methods,
      { unit, longText, topK },
      {
        signal,
        onProgress: ({ index, method, progress, explanations }) => {
          const now = performance.now();
          const soon = index === shown.index && now - shown.at < messageInterval;
          // An explanation as it stands is never left out: it often follows right upon a count.
          if (soon && !progress.partial) return;
          shown = { index, at: now };
          const { done, total, partial = null } = progress;
          onProgress({ method, done, total, partial, finished: explanations.slice(sent) });
          sent = explanations.length;
        },
      },
    );
  }

  async assess(
    request: AssessRequest,
    signal: AbortSignal,
    onProgress: (progress: AssessProgress) => void,
  ): Promise<Assessment> {
    const { methods, explanations, unit, longText, topK, removal } = request;
    const subject = await this.#subject(request, signal);
    return assess(
      this.classifier,
      subject,
      methods,
      { explanations },
      { unit, longText, topK, removal },
      { signal, onProgress },
    );
  }

  async #subject(request: ExplainRequest, signal: AbortSignal): Promise<Subject> {
    const tokenized = this.tokenizer.tokenize(request.text);
    const { special } = this.tokenizer;
    const classIndex = request.classIndex ?? (await this.#predicted(request, tokenized, signal));
    const target: Target = { classIndex, output: request.output };
    return { tokenized, special, target, background: this.#background };
  }

  async #predicted(
    { text, longText }: ClassifyRequest,
    tokenized: TokenizedText,
    signal: AbortSignal,
  ): Promise<number> {
    const last = this.#last;
    if (last?.request.text === text && last.request.longText === longText) return last.classIndex;
    return argmax((await classify(this.classifier, tokenized, longText, { signal })).probabilities);
  }
}
