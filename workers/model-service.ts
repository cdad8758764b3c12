import * as Comlink from 'comlink';
import type { AssessProgress, Assessment } from '../core/assessment/assess';
import type { Comparison } from '../core/assessment/compare';
import type { LanguageNote } from '../core/text/language-note';
import { measureSpeed, type Speed } from '../runtime/speed';
import type {
  AssessRequest,
  Backend,
  Classification,
  ClassifyProgress,
  ClassifyRequest,
  ExplainProgress,
  ExplainRequest,
  LoadProgress,
  ManyReasons,
  ManyReasonsRequest,
  ModelNews,
  ModelSummary,
  ModelWorkerApi,
  PredictRequest,
} from './api';
import { BackendUnavailable, probe } from './backend';
import { signalOf } from './cancellation';
import { browserSources, ContentCache } from './content-cache';
import { GraphRuntime } from './graph-runtime';
import type { BroughtModel, ModelLocation } from './model-location';
import { lending } from './lending';
import { firstFiles, loadModelFiles, type BytesOf } from './model-files';
import { broughtOrigin, hostedOrigin } from './model-origin';
import { Quiet } from './quiet';
import { startModel } from './start-model';
import { TextAnalysis } from './text-analysis';

/** Milliseconds without a call after which the gradients are opened unasked: to do so takes the worker a moment. */
const stillness = 200;

/** One model on one backend, and what the page asks of it. Its worker is ended to unload it. */
export class ModelService implements ModelWorkerApi {
  #analysis: TextAnalysis | null = null;
  #measure: ((signal: AbortSignal) => Promise<Speed>) | null = null;
  readonly #calls = new Quiet();

  async load(
    source: ModelLocation,
    backend: Backend,
    onProgress: (progress: LoadProgress) => void,
    onLost: (reason: string) => void,
    onNews: (news: ModelNews) => void,
    sealed: boolean,
  ): Promise<ModelSummary> {
    const threads = await probe(backend, {
      gpu: navigator.gpu,
      crossOriginIsolated: self.crossOriginIsolated,
      hardwareConcurrency: navigator.hardwareConcurrency,
    });
    const cache = new ContentCache(browserSources(sealed));
    if (typeof source !== 'string' && source.files['manifest.json'] === undefined) {
      if (backend === 'webgpu')
        throw new BackendUnavailable('its files say nothing to check a faster one against');
      return this.#loadOnnx(source, { backend, threads }, cache, onProgress);
    }
    const origin =
      typeof source === 'string'
        ? await hostedOrigin(cache, source, backend, sealed)
        : await broughtOrigin(source);
    const { manifest, base } = origin;
    let [loaded, total] = [0, 0];
    const onExpected = (bytes: number) => (total += bytes);
    const onBytes = (bytes: number) => {
      loaded += bytes;
      onProgress({ phase: 'download', loaded, total });
    };
    for (const { size } of firstFiles(manifest, base, backend)) onExpected(size);
    const bytesOf: BytesOf = (file, signal) => origin.bytes(file, onBytes, signal);
    const files = await loadModelFiles(manifest, base, backend, bytesOf);
    onProgress({ phase: 'start' });
    const runtime = new GraphRuntime({
      ...{ files, base, backend, threads, cache },
      ...{ bytesOf, onExpected, onBytes },
    });
    const { classifier, reader, golden, openGradients } = await startModel(files, backend, runtime, {
      onCheck: () => onProgress({ phase: 'check' }),
      onMended: (message) => onNews({ kind: 'mended', message }),
    });
    this.#analysis = new TextAnalysis(
      classifier,
      files.tokenizer,
      files.background,
      manifest.languages ?? [],
    );
    this.#measure = (signal) => measureSpeed(classifier, files.golden.rows[0]!.ids, signal);
    void this.#goOn(openGradients, onNews).then(async () => {
      if (backend === 'webgpu') void runtime.deviceLoss().then(onLost);
      const newer = (await origin.keep?.().catch(() => null)) ?? null;
      onNews({ kind: 'keeping', keeping: await cache.keeping(), newer });
    });
    const { name, version, classes, conformalSets = null, maxTokens, files: paths, sizes } = manifest;
    const { windowTokens } = classifier;
    return {
      name,
      version,
      classes,
      activation: manifest.activation ?? 'softmax',
      sets: conformalSets,
      maxTokens,
      windowTokens,
      backend,
      threads,
      bytes: [...new Set(Object.values(paths))].reduce((sum, path) => sum + sizes[path]!, 0),
      reader,
      gradients: { kind: 'coming' },
      golden: { logits: golden, claims: files.claimsChecked },
    };
  }

  /** Has the gradients opened once the page asks for nothing; tells what became of it. */
  async #goOn(openGradients: () => Promise<number>, onNews: (news: ModelNews) => void): Promise<void> {
    await this.#calls.lasting(stillness);
    try {
      const difference = await openGradients();
      onNews({ kind: 'gradients', gradients: { kind: 'there', difference }, unfit: false });
    } catch (error) {
      const { name, message } = error as Error;
      onNews({
        kind: 'gradients',
        gradients: { kind: 'failed', reason: message },
        unfit: name !== 'FileFault' && name !== 'NotKept',
      });
    }
  }

  async #loadOnnx(
    model: BroughtModel,
    { backend, threads }: Pick<ModelSummary, 'backend' | 'threads'>,
    cache: ContentCache,
    onProgress: (progress: LoadProgress) => void,
  ): Promise<ModelSummary> {
    const { prepareRuntime, releaseBinary } = await import('./onnx-runtime');
    const { openOnnxModel } = await import('./onnx-model');
    await prepareRuntime(cache, threads, () => undefined, new AbortController().signal);
    onProgress({ phase: 'start' });
    const opened = await openOnnxModel(model, backend);
    releaseBinary();
    const { classifier, tokenizer, background, file, version, bytes, reason } = opened;
    this.#analysis = new TextAnalysis(classifier, tokenizer, background, []);
    const { classes, activation = 'softmax', maxTokens, windowTokens } = classifier;
    return {
      name: model.name,
      version,
      classes,
      activation,
      maxTokens,
      windowTokens,
      backend,
      threads,
      bytes,
      reader: reason === null ? { kind: 'file', file } : { kind: 'transformers', file, reason },
      gradients: { kind: 'none' },
      golden: null,
      sets: null,
    };
  }

  async measure(cancel: MessagePort): Promise<Speed> {
    const measure = this.#measure;
    if (!measure) throw new Error('It gives no gradients.');
    return this.#calls.during(() => measure(signalOf(cancel)));
  }

  async ping(): Promise<void> {
    // That it is heard is all there is to it.
  }

  classify(
    request: ClassifyRequest,
    cancel: MessagePort,
    onProgress: (progress: ClassifyProgress) => void,
  ): Promise<Classification> {
    return this.#asked(onProgress, (model) => model.classify(request, signalOf(cancel), onProgress));
  }

  explain(
    request: ExplainRequest,
    cancel: MessagePort,
    onProgress: (progress: ExplainProgress) => void,
  ): Promise<Comparison> {
    return this.#asked(onProgress, (model) => model.explain(request, signalOf(cancel), onProgress));
  }

  assess(
    request: AssessRequest,
    cancel: MessagePort,
    onProgress: (progress: AssessProgress) => void,
  ): Promise<Assessment> {
    return this.#asked(onProgress, (model) => model.assess(request, signalOf(cancel), onProgress));
  }

  async languageNote(text: string): Promise<LanguageNote | null> {
    return this.#loaded().languageNote(text);
  }

  async otherLanguages(texts: readonly string[]): Promise<(string | null)[]> {
    return this.#loaded().otherLanguages(texts);
  }

  async predict(request: PredictRequest, cancel: MessagePort): Promise<Float64Array> {
    return this.#calls.during(() => this.#loaded().predict(request, signalOf(cancel)));
  }

  async reasons(request: ManyReasonsRequest, cancel: MessagePort): Promise<ManyReasons> {
    const reasons = await this.#calls.during(() => this.#loaded().reasons(request, signalOf(cancel)));
    return Comlink.transfer(reasons, [reasons.bytes.buffer, reasons.lengths.buffer]);
  }

  /** @param callback of the page, which is given back afterwards */
  #asked<T>(callback: object, work: (model: TextAnalysis) => Promise<T>): Promise<T> {
    return lending(callback, () => this.#calls.during(() => work(this.#loaded())));
  }

  #loaded(): TextAnalysis {
    if (!this.#analysis) throw new Error('No model is loaded in this worker.');
    return this.#analysis;
  }
}
