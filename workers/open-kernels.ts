import { storedWeights } from '../core/graphs/stored-weights';
import binary from '../runtime/kernels/assembly/index.ts?assemblyscript';
import { fitsKernels } from '../runtime/kernels/layers';
import { KernelPool } from './kernel-pool';
import type { ModelFiles } from './model-files';
import { isShared } from './shared-memory';

/** As many as the runtime takes threads (see backend.ts). */
const MOST_WORKERS = 8;

/** What a worker takes beside the model: its script, and the rows that it works at. */
const WORKER_BYTES = 20e6;

/** Gigabytes that browsers say at most. */
const MOST_SAID = 8;

/** What a device has, as far as the browser tells. */
export interface Device {
  /** Processor cores; 0 where it is not said. */
  readonly cores: number;
  /** Gigabytes, rounded down to a power of two, 8 at most; undefined where it is not said. */
  readonly memory: number | undefined;
}

/**
 * How many workers share the rows of a batch: one a core, as long as there is room for them and for what each has of the
 * model. A device with little memory gets few; any gets one.
 *
 * @param modelBytes that each worker has of the model
 */
export function workerCount({ cores, memory = MOST_SAID / 2 }: Device, modelBytes: number): number {
  // Of who says 8, most have more.
  const room = memory >= MOST_SAID ? 1e9 : memory * 40e6;
  const fitting = Math.floor(room / (WORKER_BYTES + modelBytes));
  return Math.max(1, Math.min(MOST_WORKERS, cores, fitting));
}

/**
 * Workers that read texts for an int8 model on kernels of our own. They share the weights file where memory can be shared;
 * else each has a copy. Each has the layers as the kernels read them.
 *
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
    throw new Error("it does not know attention by distance, which the model's layers have");
  if (!fitsKernels(config)) throw new Error("the model's sizes do not fit its tiles");
  const kernels = await WebAssembly.compile(binary);
  const copies = isShared(weights) ? 1 : 2;
  const { deviceMemory: memory } = navigator as { readonly deviceMemory?: number };
  const workers = workerCount({ cores: navigator.hardwareConcurrency, memory }, copies * weights.length);
  return KernelPool.open({ kernels, config, manifest, weights: packed }, workers, { onMended });
}
