import { storedWeights } from '../core/graphs/stored-weights';
import binary from '../runtime/kernels/assembly/index.ts?assemblyscript';
import { fitsKernels } from '../runtime/kernels/layers';
import { KernelPool } from './kernel-pool';
import type { ModelFiles } from './model-files';

/** As many as the runtime takes threads (see backend.ts). */
const MOST_WORKERS = 8;

/** What the workers' copies of the model may take in all. */
const MOST_BYTES = 1e9;

/**
 * How many workers share the rows of a batch: one a core, as long as there is room for a copy of the weights file in each,
 * and for the layers as the kernels read them, which take as much again. A model of any size gets one.
 */
export function workerCount(cores: number, weightBytes: number): number {
  const copies = Math.floor(MOST_BYTES / (2 * weightBytes));
  return Math.max(1, Math.min(MOST_WORKERS, cores, copies));
}

/**
 * Workers that read texts for an int8 model on kernels of our own.
 * @param onMended told when a worker ended and was replaced
 * @throws Error saying what the browser or the model lacks for it
 */
export async function openKernels(
  { manifest, config, weights }: ModelFiles,
  onMended: (message: string) => void,
): Promise<KernelPool> {
  if (!WebAssembly.validate(binary)) throw new Error('this browser has no relaxed SIMD');
  const packed = storedWeights(config, manifest, weights);
  if (!packed) throw new Error('its manifest does not say where the parameters lie (export the model again)');
  if (config.names.distances !== null)
    throw new Error("they do not know attention by distance, which the model's layers have");
  if (!fitsKernels(config)) throw new Error("the model's sizes do not fit their tiles");
  const kernels = await WebAssembly.compile(binary);
  const workers = workerCount(navigator.hardwareConcurrency, weights.length);
  return KernelPool.open({ kernels, config, manifest, weights: packed }, workers, { onMended });
}
