import type { AlbertConfig } from '../core/albert/config';
import type { ModelManifest } from '../core/model/manifest';
import type { PackedWeights } from '../core/albert/weights';
import { readWordEmbeddings } from '../core/model/word-embeddings';
import type { Forward, TokenBatch } from '../runtime/forward';
import { KernelAlbert } from '../runtime/kernels/albert';
import type { Kernels } from '../runtime/kernels/kernels';
import { StoredParameters } from '../runtime/kernels/parameters';

/** A model whose matrices are int8, and the compiled kernels to run it on. */
export interface KernelModel {
  readonly kernels: WebAssembly.Module;
  readonly config: AlbertConfig;
  readonly manifest: ModelManifest;
  readonly weights: PackedWeights;
}

/** One worker's copy of the model. */
export class KernelService implements Forward {
  #albert: KernelAlbert | null = null;

  open({ kernels, config, manifest, weights }: KernelModel): void {
    const { exports } = new WebAssembly.Instance(kernels);
    this.#albert = new KernelAlbert(exports as unknown as Kernels, {
      config,
      parameters: new StoredParameters(weights),
      embeddings: readWordEmbeddings(manifest, weights.bytes),
      temperature: manifest.temperature,
    });
  }

  async logits({ ids, mask, rows, length }: TokenBatch): Promise<Float32Array> {
    if (!this.#albert) throw new Error('No model is open in this worker.');
    return this.#albert.logits(ids, mask, rows, length);
  }
}
