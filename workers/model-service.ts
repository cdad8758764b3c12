import * as Comlink from 'comlink';
import type { AssessProgress, Assessment } from '../core/assessment/assess';
import type { Comparison } from '../core/assessment/compare';
import type { LanguageNote } from '../core/text/language-note';
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
import type { BroughtModel, ModelLocation } from './model-location';
import { lending } from './lending';
import { loadModelFiles } from './model-files';
import { neededFiles } from './model-manifest';
import { deviceLoss } from './model-sessions';
import { broughtOrigin, hostedOrigin } from './model-origin';
import { isOnnxModel, openOnnxModel } from './onnx-model';
import { prepareRuntime, runtimeFile } from './onnx-runtime';
import { startModel } from './start-model';
import { TextAnalysis } from './text-analysis';

/** One model on one backend, and what the page asks of it. Its worker is ended to unload it. */
export class ModelService implements ModelWorkerApi {
  #analysis: TextAnalysis | null = null;

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
    if (typeof source !== 'string' && isOnnxModel(source)) {
      if (backend !== 'wasm')
        throw new BackendUnavailable('its files say nothing to check a faster one against');
      return this.#loadOnnx(source, cache, onProgress);
    }
    const origin =
      typeof source === 'string'
        ? await hostedOrigin(cache, source, backend, sealed)
        : await broughtOrigin(source);
    const { manifest, base } = origin;
    const needed = [...neededFiles(manifest, base, backend).values(), runtimeFile];
    const total = needed.reduce((sum, { size }) => sum + size, 0);
    let loaded = 0;
    const onBytes = (count: number) => {
      loaded += count;
      onProgress({ phase: 'download', loaded, total });
    };
    const files = await together((signal) => [
      loadModelFiles(manifest, base, backend, (file) => origin.bytes(file, onBytes, signal)),
      prepareRuntime(cache, threads, onBytes, signal),
    ]);
    onProgress({ phase: 'start' });
    const { classifier, reader, golden } = await startModel(files, backend, {
      onCheck: () => onProgress({ phase: 'check' }),
      onMended: (message) => onNews({ kind: 'mended', message }),
    });
    if (backend === 'webgpu') void deviceLoss().then(onLost);
    void origin
      .keep?.()
      .catch(() => null)
      .then(async (newer) => onNews({ kind: 'keeping', keeping: await cache.keeping(), newer }));
    this.#analysis = new TextAnalysis(
      classifier,
      files.tokenizer,
      files.background,
      manifest.languages ?? [],
    );
    const { name, version, classes, conformalSets = null, maxTokens } = manifest;
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
      bytes: Object.values(manifest.sizes).reduce((sum, size) => sum + size, 0),
      reader,
      gradients: true,
      golden: { ...golden, claims: files.claimsChecked },
    };
  }

  async #loadOnnx(
    model: BroughtModel,
    cache: ContentCache,
    onProgress: (progress: LoadProgress) => void,
  ): Promise<ModelSummary> {
    await prepareRuntime(cache, 1, () => undefined, new AbortController().signal);
    onProgress({ phase: 'start' });
    const { classifier, tokenizer, background, file, version, bytes } = await openOnnxModel(model);
    this.#analysis = new TextAnalysis(classifier, tokenizer, background, []);
    const { classes, activation = 'softmax', maxTokens, windowTokens } = classifier;
    return {
      name: model.name,
      version,
      classes,
      activation,
      maxTokens,
      windowTokens,
      backend: 'wasm',
      threads: 1,
      bytes,
      reader: { kind: 'file', file },
      gradients: false,
      golden: null,
      sets: null,
    };
  }

  async ping(): Promise<void> {
    // That it is heard is all there is to it.
  }

  classify(
    request: ClassifyRequest,
    cancel: MessagePort,
    onProgress: (progress: ClassifyProgress) => void,
  ): Promise<Classification> {
    return lending(onProgress, () => this.#loaded().classify(request, signalOf(cancel), onProgress));
  }

  explain(
    request: ExplainRequest,
    cancel: MessagePort,
    onProgress: (progress: ExplainProgress) => void,
  ): Promise<Comparison> {
    return lending(onProgress, () => this.#loaded().explain(request, signalOf(cancel), onProgress));
  }

  assess(
    request: AssessRequest,
    cancel: MessagePort,
    onProgress: (progress: AssessProgress) => void,
  ): Promise<Assessment> {
    return lending(onProgress, () => this.#loaded().assess(request, signalOf(cancel), onProgress));
  }

  async languageNote(text: string): Promise<LanguageNote | null> {
    return this.#loaded().languageNote(text);
  }

  async predict(request: PredictRequest, cancel: MessagePort): Promise<Float64Array> {
    return this.#loaded().predict(request, signalOf(cancel));
  }

  async reasons(request: ManyReasonsRequest, cancel: MessagePort): Promise<ManyReasons> {
    const reasons = await this.#loaded().reasons(request, signalOf(cancel));
    return Comlink.transfer(reasons, [reasons.bytes.buffer, reasons.lengths.buffer]);
  }

  #loaded(): TextAnalysis {
    if (!this.#analysis) throw new Error('No model is loaded in this worker.');
    return this.#analysis;
  }
}

/**
 * The first result of two downloads. When one fails the other is ended first: a download whose worker is gone can hold
 * a connection for good.
 */
async function together<T>(start: (signal: AbortSignal) => readonly [Promise<T>, Promise<void>]): Promise<T> {
  const controller = new AbortController();
  const downloads = start(controller.signal);
  try {
    const [result] = await Promise.all(downloads);
    return result;
  } catch (error) {
    controller.abort();
    await Promise.allSettled(downloads);
    throw error;
  }
}
