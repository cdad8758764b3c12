import { assess, type AssessProgress, type Assessment } from '../core/attribution/assess';
import { compare, type Comparison } from '../core/attribution/compare';
import type { Classifier, Target } from '../core/attribution/model';
import type { Subject } from '../core/attribution/settings';
import { softmax } from '../core/math/softmax';
import type { TokenizedText, Tokenizer } from '../core/text/types';
import { truncate } from '../core/text/windows';
import type { AssessRequest, Classification, ExplainProgress, ExplainRequest } from './api';

/** Milliseconds between two messages about the same method: more would keep the page busy with drawing. */
const messageInterval = 80;

/** What a worker does with texts and a loaded model. */
export class TextAnalysis {
  readonly #background: readonly (readonly number[])[];

  /** @param neutralTexts the baseline distribution of Gradient SHAP */
  constructor(
    private readonly classifier: Classifier,
    private readonly tokenizer: Tokenizer,
    neutralTexts: readonly string[],
  ) {
    this.#background = neutralTexts.map((text) => tokenizer.tokenize(text).tokens.map(({ id }) => id));
  }

  /** Reads a text: its beginning, where it is longer than the model reads. */
  async classify(text: string): Promise<Classification> {
    const tokenized = this.tokenizer.tokenize(text);
    const seen = truncate(tokenized, this.classifier.maxTokens).tokenized;
    const logits = await this.#logits(seen);
    const { unknown } = this.tokenizer.special;
    return {
      logits,
      probabilities: Array.from(softmax(logits)),
      tokens: tokenized.tokens.length,
      seenTokens: seen.tokens.length,
      words: tokenized.words.length,
      unknownTokens: seen.tokens.filter(({ id }) => id === unknown).length,
    };
  }

  async explain(
    request: ExplainRequest,
    signal: AbortSignal,
    onProgress: (progress: ExplainProgress) => void,
  ): Promise<Comparison> {
    const { unit, topK } = request;
    const subject = await this.#subject(request);
    let shown = { index: -1, at: 0 };
    return compare(
      this.classifier,
      subject,
      request.methods,
      { unit, topK },
      {
        signal,
        onProgress: ({ index, method, progress, explanations }) => {
          const now = performance.now();
          const soon = index === shown.index && now - shown.at < messageInterval;
          // An explanation as it stands is never left out: it often follows right upon a count.
          if (soon && !progress.partial) return;
          shown = { index, at: now };
          const { done, total, partial = null } = progress;
          onProgress({ method, done, total, partial, explanations });
        },
      },
    );
  }

  async assess(
    request: AssessRequest,
    signal: AbortSignal,
    onProgress: (progress: AssessProgress) => void,
  ): Promise<Assessment> {
    const { methods, explanations, unit, topK, removal } = request;
    const subject = await this.#subject(request);
    return assess(
      this.classifier,
      subject,
      methods,
      { explanations },
      { unit, topK, removal },
      { signal, onProgress },
    );
  }

  async #subject({ text, classIndex, output }: ExplainRequest): Promise<Subject> {
    const tokenized = this.tokenizer.tokenize(text);
    const { special } = this.tokenizer;
    const target: Target = { classIndex: classIndex ?? (await this.#predicted(tokenized)), output };
    return { tokenized, special, target, background: this.#background };
  }

  async #predicted(tokenized: TokenizedText): Promise<number> {
    const logits = await this.#logits(truncate(tokenized, this.classifier.maxTokens).tokenized);
    return logits.indexOf(Math.max(...logits));
  }

  async #logits({ tokens }: TokenizedText): Promise<number[]> {
    const [logits] = await this.classifier.logits([{ ids: tokens.map(({ id }) => id) }]);
    if (!logits) throw new Error('The model gave no answer.');
    return Array.from(logits);
  }
}
