import { Analysis } from '../core/analysis/analysis';
import type { AssessProgress, Assessment } from '../core/assessment/assess';
import type { Comparison } from '../core/assessment/compare';
import type { Classifier } from '../core/model/classifier';
import { predict } from '../core/prediction/predict';
import { packReasons } from '../core/table/row-reasons';
import { languageNote, otherLanguages, type LanguageNote } from '../core/text/language-note';
import type { Tokenizer } from '../core/text/types';
import type {
  AssessRequest,
  Classification,
  ClassifyProgress,
  ClassifyRequest,
  ExplainProgress,
  ExplainRequest,
  ManyReasons,
  ManyReasonsRequest,
  PredictRequest,
} from './api';
import { nextTask } from './cancellation';

/** Milliseconds between two messages about the same work: more would keep the page busy with drawing. */
const messageInterval = 80;

/** The same, for each word of an explanation as it stands. */
const messageIntervalOfWord = 0.05;

/** What a worker does with texts and a loaded model, and how much of its progress it tells the page. */
export class TextAnalysis {
  readonly #analysis: Analysis;

  /**
   * @param neutralTexts the baseline distribution of Gradient SHAP
   * @param languages codes of the languages that the model has learnt; none where it does not say
   */
  constructor(
    private readonly classifier: Classifier,
    private readonly tokenizer: Tokenizer,
    neutralTexts: readonly string[],
    private readonly languages: readonly string[],
  ) {
    this.#analysis = new Analysis(classifier, tokenizer, neutralTexts);
  }

  classify(
    request: ClassifyRequest,
    signal: AbortSignal,
    onProgress: (progress: ClassifyProgress) => void,
  ): Promise<Classification> {
    let shownAt = performance.now();
    return this.#analysis.classify(request, {
      signal,
      onProgress: (done, total) => {
        const now = performance.now();
        if (now - shownAt < messageInterval) return;
        shownAt = now;
        onProgress({ done, total });
      },
    });
  }

  languageNote(text: string): Promise<LanguageNote | null> {
    return languageNote(text, this.tokenizer, this.languages);
  }

  /** Where what guesses languages cannot be loaded, nothing is said of any: that is no reason not to read them. */
  otherLanguages(texts: readonly string[]): Promise<(string | null)[]> {
    return otherLanguages(texts, this.tokenizer, this.languages).catch(() => texts.map(() => null));
  }

  async predict({ texts, longText }: PredictRequest, signal: AbortSignal): Promise<Float64Array> {
    const { classifier, tokenizer } = this;
    const { maxTokens, windowTokens } = classifier;
    const { probabilities } = await predict({ classifier, tokenizer }, texts, {
      long: longText,
      maxTokens: longText === 'windows' ? windowTokens : maxTokens,
      signal,
    });
    const width = classifier.classes.length;
    const all = new Float64Array(texts.length * width);
    probabilities.forEach((row, at) => all.set(row, at * width));
    return all;
  }

  async reasons({ texts, ...how }: ManyReasonsRequest, signal: AbortSignal): Promise<ManyReasons> {
    const packed: Uint8Array[] = [];
    for (const text of texts) {
      packed.push(packReasons(await this.#analysis.reasons({ text, ...how }, { signal })));
      await nextTask();
      signal.throwIfAborted();
    }
    const lengths = Uint32Array.from(packed, ({ length }) => length);
    const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
    let at = 0;
    for (const one of packed) {
      bytes.set(one, at);
      at += one.length;
    }
    return { bytes, lengths };
  }

  explain(
    request: ExplainRequest,
    signal: AbortSignal,
    onProgress: (progress: ExplainProgress) => void,
  ): Promise<Comparison> {
    let shown = { index: -1, at: 0 };
    let partialAt = -Infinity;
    let sent = 0;
    return this.#analysis.explain(request, {
      signal,
      onProgress: ({ index, method, progress, explanations }) => {
        const now = performance.now();
        const soon = index === shown.index && now - shown.at < messageInterval;
        // An explanation as it stands often follows right upon a count; of a long text it takes the page its time.
        const words = progress.partial?.values.length ?? 0;
        const partial =
          now - partialAt < messageInterval + words * messageIntervalOfWord
            ? null
            : (progress.partial ?? null);
        if (soon && !partial) return;
        shown = { index, at: now };
        if (partial) partialAt = now;
        const { done, total } = progress;
        onProgress({ method, done, total, partial, finished: explanations.slice(sent) });
        sent = explanations.length;
      },
    });
  }

  assess(
    request: AssessRequest,
    signal: AbortSignal,
    onProgress: (progress: AssessProgress) => void,
  ): Promise<Assessment> {
    return this.#analysis.assess(request, { signal, onProgress });
  }
}
