import type { DifferentiableClassifier } from '../core/model/classifier';
import type { Forward } from '../runtime/forward';
import type { Backend, Reader } from './api';
import { checkGolden, type GoldenDifferences } from '../runtime/golden-check';
import { graphClassifier } from './graph-classifier';
import type { KernelPool } from './kernel-pool';
import type { ModelFiles } from './model-files';
import { openForward, openGradient, sessionTokens } from './model-sessions';
import { openKernels } from './open-kernels';

/** Tokens, padding included, given to each worker of the kernels at once: this bounds how long a cancel waits. */
const kernelTokens = 1024;

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
  const check = async (forward: Forward, batchTokens: number) => {
    const { weights } = files;
    const classifier = graphClassifier(manifest, { forward, gradient, weights, batchTokens });
    onCheck();
    return { classifier, golden: await checkGolden(classifier, files.golden, files.integer) };
  };
  let reason: string | null = null;
  if (files.integer) {
    let kernels: KernelPool | null = null;
    try {
      kernels = await openKernels(files, onMended);
      const checked = await check(kernels, kernelTokens * kernels.size);
      return { ...checked, reader: { kind: 'kernels', workers: kernels.size } };
    } catch (error) {
      kernels?.close();
      reason = (error as Error).message;
    }
  }
  const checked = await check(await openForward(files, backend), sessionTokens[backend]);
  return { ...checked, reader: { kind: 'runtime', reason } };
}
