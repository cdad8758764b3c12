import { InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import type { DifferentiableClassifier } from '../core/attribution/model';
import { readWordEmbeddings } from '../core/model/word-embeddings';
import { createClassifier } from '../runtime/classifier';
import type { Backend } from './api';
import { nextTask } from './cancellation';
import type { ModelFiles } from './model-files';

/**
 * Tokens that the model is given at once: the grain of cancelling. A batch takes up to about 300 ms on one core of a
 * laptop; a GPU, whose cost is the call, gets more.
 */
const batchTokens: Record<Backend, number> = { webgpu: 2048, 'wasm-threads': 1024, wasm: 512 };

/** Creates a model's sessions on a backend. */
export async function createSessions(files: ModelFiles, backend: Backend): Promise<DifferentiableClassifier> {
  const { manifest, weights } = files;
  const options = (floatGraph: boolean): InferenceSession.SessionOptions => ({
    executionProviders: [backend === 'webgpu' ? 'webgpu' : 'wasm'],
    externalData: [{ path: manifest.files.weights, data: weights }],
    // Weights are dequantised once, when the session starts. Integer graphs keep their quantised operators.
    ...(floatGraph ? { extra: { session: { disable_quant_qdq: '1' } } } : {}),
  });
  // In turn: the runtime starts up with the first, and must be there for the second.
  const forward = await InferenceSession.create(files.forward, options(!files.integer));
  const gradient = await InferenceSession.create(files.gradient, options(true));
  return createClassifier({
    Tensor,
    forward: interruptible(forward),
    gradient: interruptible(gradient),
    embeddings: readWordEmbeddings(manifest, weights),
    classes: manifest.classes,
    maxTokens: manifest.maxTokens,
    batchTokens: batchTokens[backend],
  });
}

/** The session, taking the worker's messages before each run, an abort among them. */
function interruptible(session: InferenceSession): InferenceSession {
  return {
    run: async (...args: Parameters<InferenceSession['run']>) => {
      const outputs = await session.run(...args);
      await nextTask();
      return outputs;
    },
  } as InferenceSession;
}
