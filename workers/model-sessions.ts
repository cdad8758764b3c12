import { env, InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import type { DifferentiableClassifier } from '../core/attribution/model';
import { windowTokensOf } from '../core/model/manifest';
import { readWordEmbeddings } from '../core/model/word-embeddings';
import { createClassifier } from '../runtime/classifier';
import { sessionForward, type RunnableSession } from '../runtime/forward';
import { sessionConfig } from '../runtime/session-config';
import type { Backend } from './api';
import { nextTask } from './cancellation';
import type { ModelFiles } from './model-files';

/**
 * Tokens, padding included, given to a session at once. A run cannot be interrupted, so that this bounds how long a cancel
 * waits; a GPU works off many rows in the time of few.
 */
const batchTokens: Readonly<Record<Backend, number>> = { webgpu: 4096, 'wasm-threads': 512, wasm: 256 };

/** The model of `files` on one backend. The runtime must have been prepared (see prepareRuntime). */
export async function createModel(files: ModelFiles, backend: Backend): Promise<DifferentiableClassifier> {
  const { manifest } = files;
  const options: InferenceSession.SessionOptions = {
    executionProviders: [backend === 'webgpu' ? 'webgpu' : 'wasm'],
    externalData: [{ path: manifest.files.weights, data: files.weights }],
    // Errors alone: that shapes are computed on the CPU beside a GPU is no news to anyone.
    logSeverityLevel: 3,
    extra: sessionConfig,
  };
  // One after the other: the runtime starts up with the first, and cannot do so twice.
  const forward = await InferenceSession.create(files.forward, options);
  const gradient = await InferenceSession.create(files.gradient, options);
  return createClassifier({
    Tensor,
    forward: sessionForward(Tensor, yielding(forward)),
    gradient: yielding(gradient),
    embeddings: readWordEmbeddings(manifest, files.weights),
    classes: manifest.classes,
    maxTokens: manifest.maxTokens,
    windowTokens: windowTokensOf(manifest),
    batchTokens: batchTokens[backend],
  });
}

/** Resolves with a reason once the graphics device is lost; only after a session runs on it. */
export async function deviceLoss(): Promise<string> {
  const device = await env.webgpu.device;
  const { message, reason } = await device.lost;
  return message || reason;
}

/** A session that lets the worker's messages in after each run, so that a cancel is heard within one batch. */
function yielding(session: InferenceSession): RunnableSession {
  return {
    async run(feeds: InferenceSession.FeedsType) {
      const outputs = await session.run(feeds);
      await nextTask();
      return outputs;
    },
  };
}
