import type { ModelConfig } from '../core/models/model-config';
import type { ModelManifest } from '../core/model/manifest';
import type { LaidOutWeights } from '../core/graphs/packed-weights';
import { readWordEmbeddings } from '../core/model/word-embeddings';
import type { Forward, TokenBatch } from '../runtime/forward';
import { KernelClassifier } from '../runtime/kernels/classifier';
import type { Kernels } from '../runtime/kernels/kernels';
import { StoredParameters } from '../runtime/kernels/parameters';

/** A model whose matrices are int8, and the compiled kernels to run it on. */
export interface KernelModel {
  readonly kernels: WebAssembly.Module;
  readonly config: ModelConfig;
  readonly manifest: ModelManifest;
  readonly weights: LaidOutWeights;
}

/** The model in one worker. */
export class KernelService implements Forward {
  #classifier: KernelClassifier | null = null;

  open({ kernels, config, manifest, weights }: KernelModel): void {
    const { exports } = new WebAssembly.Instance(kernels);
    this.#classifier = new KernelClassifier(exports as unknown as Kernels, {
      config,
      parameters: new StoredParameters(weights),
      embeddings: readWordEmbeddings(manifest, weights.bytes),
      temperature: manifest.temperature,
    });
  }

  logits({ ids, mask, rows, length }: TokenBatch): Promise<Float32Array> {
    if (!this.#classifier) return Promise.reject(new Error('No model is open in this worker.'));
    return Promise.resolve(this.#classifier.logits(ids, mask, rows, length));
  }
}
