import { env, InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import {
  sessionForward,
  type Forward,
  type RunnableSession,
  type TensorConstructor,
} from '../runtime/forward';
import { modelFileError } from '../core/model/model-file';
import { isNoGraph } from '../runtime/no-graph';
import { sessionConfig } from '../runtime/session-config';
import type { Backend } from './api';
import { nextTask } from './cancellation';
import { FileFault } from './file-fault';
import { isMemoryRefused, MemoryRefused } from './memory-refused';
import type { ModelFiles } from './model-files';
import { explained } from './onnx-runtime';
import { splitting } from './split-run';

/**
 * Tokens, padding included, given to a session at once. A run cannot be interrupted, so that this bounds how long a cancel
 * waits; a GPU works off many rows in the time of few.
 */
export const sessionTokens: Readonly<Record<Backend, number>> = {
  webgpu: 4096,
  'wasm-threads': 512,
  wasm: 256,
};

export const RuntimeTensor: TensorConstructor = Tensor;

/** The graphs and weights of a model's files. */
export type GraphFiles = Pick<ModelFiles, 'manifest' | 'forward' | 'gradient' | 'weights' | 'integer'>;

/** A session whose memory can be given back. */
export interface ReleasableSession extends RunnableSession {
  release(): Promise<void>;
}

/** The forward graph on a backend. The runtime must have been prepared (see prepareRuntime). */
export async function openForward(files: GraphFiles, backend: Backend): Promise<Forward> {
  return sessionForward(Tensor, await openGraph('forward', files, backend));
}

/**
 * The gradient graph on a backend. The runtime must have been prepared, and no other session may be opening: it starts up
 * with the first, and cannot do so twice.
 */
export function openGradient(files: GraphFiles, backend: Backend): Promise<RunnableSession> {
  return openGraph('gradient', files, backend);
}

/** Resolves with a reason once the graphics device is lost; only after a session runs on it. */
export async function deviceLoss(): Promise<string> {
  const device = await env.webgpu.device;
  const { message, reason } = await device.lost;
  return message || reason;
}

/** One of the two graphs, as `openForward` and `openGradient` open it. */
export async function openGraph(
  role: 'forward' | 'gradient',
  files: GraphFiles,
  backend: Backend,
): Promise<ReleasableSession> {
  const { manifest, weights, integer } = files;
  const session = await InferenceSession.create(files[role], {
    executionProviders: [backend === 'webgpu' ? 'webgpu' : 'wasm'],
    externalData: [{ path: manifest.files.weights, data: weights }],
    // Errors alone: that shapes are computed on the CPU beside a GPU is no news to anyone.
    logSeverityLevel: 3,
    extra: sessionConfig,
  }).catch(async (error: unknown) => {
    if (isMemoryRefused(error)) throw new MemoryRefused(error);
    if (error instanceof Error && isNoGraph(error.message)) {
      const { forward, forwardInteger = forward, gradient } = manifest.files;
      const name = role === 'gradient' ? gradient : integer ? forwardInteger : forward;
      throw new FileFault(modelFileError(name, 'it holds no graph that can be run').message, {
        cause: error,
      });
    }
    throw await explained(error);
  });
  const { run } = splitting(yielding(session), RuntimeTensor);
  return { run, release: () => session.release() };
}

/** A session that lets the worker's messages in after each run, so that a cancel is heard within one batch. */
export function yielding(session: InferenceSession): RunnableSession {
  return {
    async run(feeds: InferenceSession.FeedsType) {
      const outputs = await session.run(feeds);
      await nextTask();
      return outputs;
    },
  };
}
