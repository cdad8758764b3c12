import * as ort from 'onnxruntime-web';
import type { TrainableModel } from '../../core/training/model';
import { sessionConfig } from '../../runtime/session-config';
import { createTrainingStep } from '../../runtime/training-step';
import type { OnnxStep } from './onnx-step';

/**
 * A training step run by onnxruntime-web, in WebAssembly: the arithmetic of the page, bit for bit. It is slower than
 * onnxruntime-node.
 * @param threads of WebAssembly
 */
export async function createWasmStep(
  model: TrainableModel,
  parameters: ReadonlyMap<string, Float32Array>,
  threads: number,
): Promise<OnnxStep> {
  ort.env.wasm.numThreads = threads;
  const open = (graph: Uint8Array) =>
    ort.InferenceSession.create(graph, {
      executionProviders: ['wasm'],
      logSeverityLevel: 3,
      extra: sessionConfig,
    });
  // One after the other: the runtime starts up with the first.
  const training = await open(model.trainingGraph());
  const forward = await open(model.forwardGraph());
  const step = createTrainingStep(model, parameters, { Tensor: ort.Tensor, training, forward });
  return Object.assign(step, {
    async dispose() {
      await training.release();
      await forward.release();
    },
  });
}
