import type { DifferentiableClassifier } from '../core/model/classifier';
import type { Forward } from '../runtime/forward';
import { checkGradients, checkLogits } from '../runtime/golden-check';
import { LaterGradients, type Gradients } from '../runtime/gradients';
import type { Backend, Reader } from './api';
import { graphClassifier } from './graph-classifier';
import type { GraphRuntime } from './graph-runtime';
import type { KernelPool } from './kernel-pool';
import type { ModelFiles } from './model-files';
import { runsIntegers } from './model-manifest';
import { openKernels } from './open-kernels';
import { gradientTokens, sessionTokens } from './session-tokens';

/** Tokens, padding included, given to each worker of the kernels at once, where that is quick enough. */
const kernelTokens = 1024;

/** Seconds that a batch should take at most: a cancel is heard behind it. */
const batchSeconds = 0.2;

export interface StartedModel {
  /** Its gradients wait for the runtime, which they ask for when they are first needed. */
  readonly classifier: DifferentiableClassifier;
  readonly reader: Reader;
  /** Largest difference of a logit from the golden outputs. */
  readonly golden: number;
  /**
   * Has the gradients opened and checked. @returns their largest difference from the golden outputs, relative to the
   * largest entry @throws Error when the backend does not give them, or gives wrong ones
   */
  readonly openGradients: () => Promise<number>;
}

export interface StartEvents {
  /** Called when it begins to check answers. */
  readonly onCheck: () => void;
  /** Told when a worker of the kernels ended and was replaced. */
  readonly onMended: (message: string) => void;
}

/**
 * The model of `files` on one backend, its logits checked. An int8 model on WASM reads texts on kernels of our own, where
 * they run here and answer as they must; else the runtime reads them. Gradients are the runtime's, and come later.
 *
 * @throws Error when the backend does not run the model, or runs it wrongly
 */
export async function startModel(
  files: ModelFiles,
  backend: Backend,
  runtime: GraphRuntime,
  { onCheck, onMended }: StartEvents,
): Promise<StartedModel> {
  const { manifest, golden, weights } = files;
  const integer = runsIntegers(manifest, backend);
  let difference = 0;
  const gradients = new LaterGradients(async () => {
    const opened = await runtime.gradients();
    difference = await checkGradients(classifierOf(noForward, opened, sessionTokens[backend]), golden);
    return opened;
  });
  const classifierOf = (forward: Forward, from: Gradients, batchTokens: number): DifferentiableClassifier =>
    graphClassifier(manifest, {
      forward,
      gradients: from,
      weights,
      batchTokens,
      gradientTokens: gradientTokens[backend],
      batchSeconds,
    });
  const checked = async (classifier: DifferentiableClassifier, reader: Reader): Promise<StartedModel> => {
    onCheck();
    return {
      classifier,
      reader,
      golden: await checkLogits(classifier, golden, integer),
      openGradients: async () => {
        await gradients.ready();
        return difference;
      },
    };
  };
  // An int8 export without a graph of integers is one on whose weights they err too much (core/graphs/exported-model.ts).
  let reason =
    manifest.parameters && backend !== 'webgpu' && !integer ? 'it would err too much on these weights' : null;
  if (integer) {
    let kernels: KernelPool | null = null;
    try {
      kernels = await openKernels(files, onMended);
      const classifier = classifierOf(kernels, gradients, kernelTokens * kernels.size);
      return await checked(classifier, { kind: 'kernels', workers: kernels.size });
    } catch (error) {
      kernels?.close();
      reason = (error as Error).message;
    }
  }
  const forward = await runtime.forward();
  const classifier = classifierOf(forward, gradients, sessionTokens[backend]);
  return checked(classifier, { kind: 'runtime', reason });
}

/** Of a classifier that is asked for gradients alone. */
const noForward: Forward = {
  logits: () => Promise.reject(new Error('This classifier reads no texts.')),
};
