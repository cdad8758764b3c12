import type { DifferentiableClassifier } from '../core/model/classifier';
import type { Forward } from '../runtime/forward';
import type { Backend, Reader } from './api';
import { checkGolden, type GoldenDifferences } from '../runtime/golden-check';
import { graphClassifier } from './graph-classifier';
import type { KernelPool } from './kernel-pool';
import type { ModelFiles } from './model-files';
import { openForward, openGradient, sessionTokens } from './model-sessions';
import { openKernels } from './open-kernels';

/** Tokens, padding included, given to each worker of the kernels at once, where that is quick enough. */
const kernelTokens = 1024;

/** Seconds that a batch should take at most: a cancel is heard behind it. */
const batchSeconds = 0.2;

export interface StartedModel {
  readonly classifier: DifferentiableClassifier;
  readonly reader: Reader;
  readonly golden: GoldenDifferences;
}

export interface StartEvents {
  /** Called when it begins to check answers. */
  readonly onCheck: () => void;
  /** Told when a worker of the kernels ended and was replaced. */
  readonly onMended: (message: string) => void;
}

/**
 * The model of `files` on one backend, its answers checked. Gradients are the runtime's. An int8 model on WASM reads
 * texts on kernels of our own, where they run here and answer as they must; else the runtime reads them.
 *
 * @throws Error when the backend does not run the model, or runs it wrongly
 */
export async function startModel(
  files: ModelFiles,
  backend: Backend,
  { onCheck, onMended }: StartEvents,
): Promise<StartedModel> {
  const { manifest } = files;
  const gradient = await openGradient(files, backend);
  // The runtime quantises what is in a batch together: its integer answers would depend on how quick the machine is.
  const check = async (forward: Forward, batchTokens: number, isPaced: boolean) => {
    const { weights } = files;
    const pace = { ...(isPaced && { forward: batchSeconds }), gradient: batchSeconds };
    const runs = { forward, gradient, weights, batchTokens, batchSeconds: pace };
    const classifier = graphClassifier(manifest, runs);
    onCheck();
    return { classifier, golden: await checkGolden(classifier, files.golden, files.integer) };
  };
  let reason: string | null = null;
  if (files.integer) {
    let kernels: KernelPool | null = null;
    try {
      kernels = await openKernels(files, onMended);
      const checked = await check(kernels, kernelTokens * kernels.size, true);
      return { ...checked, reader: { kind: 'kernels', workers: kernels.size } };
    } catch (error) {
      kernels?.close();
      reason = (error as Error).message;
    }
  }
  const checked = await check(await openForward(files, backend), sessionTokens[backend], !files.integer);
  return { ...checked, reader: { kind: 'runtime', reason } };
}
