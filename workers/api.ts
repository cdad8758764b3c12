import type {
  AssessRequest,
  Classification,
  ClassifyRequest,
  ExplainRequest,
} from '../core/analysis/requests';
import type { AssessProgress, Assessment } from '../core/assessment/assess';
import type { Comparison } from '../core/assessment/compare';
import type { Explanation } from '../core/attribution/explanation';
import type { MethodName, ValueMethodName } from '../core/attribution/methods/all';
import type { ConformalSets } from '../core/metrics/conformal';
import type { LanguageNote } from '../core/text/language-note';
import type { LongText } from '../core/text/windows';
import type { OutputActivation } from '../core/model/classifier';
import type { ModelLocation } from './model-location';
import { measuredRows, measuredTokens, type Speed } from '../runtime/speed';
import type { Keeping } from './content-cache';

export type { AssessRequest, Classification, ClassifyRequest, ExplainRequest };
export { measuredRows, measuredTokens, type Speed };

/** Ways to run the model, in the order in which they are started: what answers soonest comes first. */
export const backends = ['wasm-threads', 'wasm', 'webgpu'] as const;
export type Backend = (typeof backends)[number];

/** What the host has beside what is loaded: a newer version of the model, now kept; or one that needs a newer page. */
export type Newer = 'model' | 'page' | null;

export type LoadProgress =
  /** Bytes of the model and the runtime that have come, of those to come in all. */
  | { readonly phase: 'download'; readonly loaded: number; readonly total: number }
  /** Creating sessions. */
  | { readonly phase: 'start' }
  /** Comparing the backend's answers with the model's golden outputs. */
  | { readonly phase: 'check' };

/**
 * What reads texts: kernels of our own in so many workers; or the runtime, and for an int8 model the reason why not the
 * kernels.
 */
export type Reader =
  | { readonly kind: 'kernels'; readonly workers: number }
  | { readonly kind: 'runtime'; readonly reason: string | null }
  /** The runtime, by a graph that others made. */
  | { readonly kind: 'file'; readonly file: string }
  /** transformers.js, by such a file, and the reason why not this page's own tokenizer and sessions. */
  | { readonly kind: 'transformers'; readonly file: string; readonly reason: string };

/**
 * Gradients, which some methods need. Of a model that reads texts already they come later: the runtime is fetched, and what
 * it gives checked, behind that.
 */
export type GradientState =
  /** Its files have none: those of others. */
  | { readonly kind: 'none' }
  | { readonly kind: 'coming' }
  /** `difference`: the largest from the golden outputs, relative to the largest entry. */
  | { readonly kind: 'there'; readonly difference: number }
  | { readonly kind: 'failed'; readonly reason: string };

/** What the page says about a model that runs. */
export interface ModelSummary {
  readonly name: string;
  readonly version: string;
  readonly classes: readonly string[];
  /** How its probabilities are made of its logits. */
  readonly activation: OutputActivation;
  /** Which answers a reading leaves open; null where the model does not say. */
  readonly sets: ConformalSets | null;
  readonly maxTokens: number;
  readonly windowTokens: number;
  readonly backend: Backend;
  /** WASM threads of the runtime; 1 on WebGPU. */
  readonly threads: number;
  /** Of all its files. */
  readonly bytes: number;
  readonly reader: Reader;
  readonly gradients: GradientState;
  /** Largest difference of a logit found by the golden check; null where there is nothing to check against. */
  readonly golden: {
    readonly logits: number;
    /** Whether the golden outputs vouch for class names, temperature and windows too. */
    readonly claims: boolean;
  } | null;
}

/** What a worker tells of a loaded model without having been asked. */
export type ModelNews =
  /** Whether it is there without a network, and what the host has beside it. */
  | { readonly kind: 'keeping'; readonly keeping: Keeping; readonly newer: Newer }
  /**
   * Its gradients are there, or will not be. `unfit`: not for a fault of the model's files, so that another backend may give
   * them.
   */
  | { readonly kind: 'gradients'; readonly gradients: GradientState; readonly unfit: boolean }
  /** Something ended and was started again; its work was done again. */
  | { readonly kind: 'mended'; readonly message: string };

/** Rows read and to be read in all. */
export interface ClassifyProgress {
  readonly done: number;
  readonly total: number;
}

/** Texts, and how those that are long are read. */
export interface PredictRequest {
  readonly texts: readonly string[];
  readonly longText: LongText;
}

/** Texts to be explained for all classes by one method. */
export interface ManyReasonsRequest extends PredictRequest {
  readonly method: ValueMethodName;
}

/** The reasons of many texts, each packed (see packReasons), one behind another. */
export interface ManyReasons {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Bytes of each. */
  readonly lengths: Uint32Array;
}

/** How far one of several methods is. */
export interface ExplainProgress {
  readonly method: MethodName;
  /** Evaluations done and expected. */
  readonly done: number;
  readonly total: number;
  readonly partial: Explanation | null;
  /** Whole explanations of the methods before it that no message has brought yet. */
  readonly finished: readonly Explanation[];
}

/** What a model worker offers, over Comlink. Functions among the arguments are Comlink proxies. */
export interface ModelWorkerApi {
  /**
   * Loads a model for one backend; once per worker. Rejects where the backend cannot run, or runs wrongly.
   *
   * @param source URL of the model's folder, ending with a slash; or its files
   * @param onLost told once when the graphics device is lost: nothing else will answer
   * @param onNews told of the model from then on
   * @param sealed whether the page's policy lets it connect to nobody: all is read from what is kept
   */
  load(
    source: ModelLocation,
    backend: Backend,
    onProgress: (progress: LoadProgress) => void,
    onLost: (reason: string) => void,
    onNews: (news: ModelNews) => void,
    sealed: boolean,
  ): Promise<ModelSummary>;
  /**
   * How quick the backend is here, gradients included, by a moment's work; cancelled as `classify` is. Rejects where it gives
   * none.
   */
  measure(cancel: MessagePort): Promise<Speed>;
  /** Answers as soon as the worker has an ear: one that hangs has not. */
  ping(): Promise<void>;
  /** Reads a text. A message on `cancel` ends it with an AbortError, within one batch. */
  classify(
    request: ClassifyRequest,
    cancel: MessagePort,
    onProgress: (progress: ClassifyProgress) => void,
  ): Promise<Classification>;
  /** Whether a text is in a language that the model has not learnt; null where nothing speaks for it. */
  languageNote(text: string): Promise<LanguageNote | null>;
  /** The same of many texts, in brief: see otherLanguages. */
  otherLanguages(texts: readonly string[]): Promise<(string | null)[]>;
  /**
   * Reads many texts, in batches of like length; cancelled as `classify` is.
   * @returns [texts, classes]: the same probabilities that `classify` gives
   */
  predict(request: PredictRequest, cancel: MessagePort): Promise<Float64Array>;
  /** Explains many texts, each by itself, for all classes at once; cancelled as `classify` is. */
  reasons(request: ManyReasonsRequest, cancel: MessagePort): Promise<ManyReasons>;
  /** Explains a text by each method in turn; cancelled as `classify` is. */
  explain(
    request: ExplainRequest,
    cancel: MessagePort,
    onProgress: (progress: ExplainProgress) => void,
  ): Promise<Comparison>;
  /** Measures how far explanations can be believed; cancelled as `classify` is. */
  assess(
    request: AssessRequest,
    cancel: MessagePort,
    onProgress: (progress: AssessProgress) => void,
  ): Promise<Assessment>;
}
