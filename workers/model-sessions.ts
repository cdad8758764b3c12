import { env, InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import {
  sessionForward,
  type Forward,
  type RunnableSession,
  type TensorConstructor,
} from '../runtime/forward';
import type { ModelManifest } from '../core/model/manifest';
import { modelFileError } from '../core/model/model-file';
import { sessionGradients, type Gradients } from '../runtime/gradients';
import { isNoGraph } from '../runtime/no-graph';
import { frugalSessionConfig, sessionConfig } from '../runtime/session-config';
import type { Backend } from './api';
import { nextTask } from './cancellation';
import { FileFault } from './file-fault';
import { isMemoryRefused, MemoryRefused } from './memory-refused';
import { explained, releaseBinary } from './onnx-runtime';
import { splitting } from './split-run';
import { inTurn } from './turns';

export const RuntimeTensor: TensorConstructor = Tensor;

/** A session whose memory can be given back. */
export interface ReleasableSession extends RunnableSession {
  release(): Promise<void>;
}

/** A graph, and the weights file that it refers to. */
export interface GraphSource {
  /** What the graph is called in errors. */
  readonly name: string;
  readonly graph: Uint8Array<ArrayBuffer>;
  readonly manifest: ModelManifest;
  readonly weights: Uint8Array;
  /** Whether memory matters more than time. Default: false. */
  readonly frugal?: boolean;
}

/**
 * A forward graph on a backend. The runtime must have been prepared (see prepareRuntime), and no other session may be
 * opening: the runtime starts up with the first, and cannot do so twice.
 */
export async function openForward(source: GraphSource, backend: Backend): Promise<Forward> {
  return sessionForward(Tensor, await openGraph(source, backend));
}

/**
 * A gradient graph on a backend, as `openForward` opens one. On WASM it is frugal: to fold its weights took the page
 * some 30 MB more, and saves 5 % of the time.
 */
export async function openGradients(source: GraphSource, backend: Backend): Promise<Gradients> {
  return sessionGradients(Tensor, await openGraph({ ...source, frugal: backend !== 'webgpu' }, backend));
}

/** Resolves with a reason once the graphics device is lost; only after a session runs on it. */
export async function deviceLoss(): Promise<string> {
  const device = await env.webgpu.device;
  const { message, reason } = await device.lost;
  return message || reason;
}

/** One graph on a backend, as `openForward` and `openGradients` open it. */
export async function openGraph(
  { name, graph, manifest, weights, frugal = false }: GraphSource,
  backend: Backend,
): Promise<ReleasableSession> {
  const session = await inTurn(() =>
    InferenceSession.create(graph, {
      executionProviders: [backend === 'webgpu' ? 'webgpu' : 'wasm'],
      externalData: [{ path: manifest.files.weights, data: weights }],
      // Errors alone: that shapes are computed on the CPU beside a GPU is no news to anyone.
      logSeverityLevel: 3,
      extra: frugal ? frugalSessionConfig : sessionConfig,
    }),
  ).catch(async (error: unknown) => {
    if (isMemoryRefused(error)) throw new MemoryRefused(error);
    if (error instanceof Error && isNoGraph(error.message)) {
      throw new FileFault(modelFileError(name, 'it holds no graph that can be run').message, {
        cause: error,
      });
    }
    throw await explained(error);
  });
  releaseBinary();
  return { ...splitting(yielding(session), RuntimeTensor), release: () => inTurn(() => session.release()) };
}

/** A session that lets the worker's messages in after each run, so that a cancel is heard within one batch. */
export function yielding(session: InferenceSession): RunnableSession {
  return {
    async run(feeds: InferenceSession.FeedsType) {
      const outputs = await inTurn(() => session.run(feeds));
      await nextTask();
      return outputs;
    },
  };
}
