import * as ort from 'onnxruntime-node';
import type { TrainableModel } from '../../core/training/model';
import type { TrainingStep } from '../../core/training/step';
import { openSession, type SessionSettings } from '../../runtime/node/session';
import { createTrainingStep } from '../../runtime/training-step';

export interface OnnxStep extends TrainingStep {
  dispose(): Promise<void>;
}

/**
 * A training step run by onnxruntime-node.
 * @param parameters every parameter of the model. The optimiser changes them in place between steps
 * @throws Error when the device has no execution provider here, or a parameter does not fit the model
 */
export async function createOnnxStep(
  model: TrainableModel,
  parameters: ReadonlyMap<string, Float32Array>,
  settings: SessionSettings,
): Promise<OnnxStep> {
  const training = await openSession({ graph: model.trainingGraph(), what: 'the training graph' }, settings);
  const forward = await openSession({ graph: model.forwardGraph(), what: 'the forward graph' }, settings);
  const step = createTrainingStep(model, parameters, { Tensor: ort.Tensor, training, forward });
  return Object.assign(step, {
    async dispose() {
      await training.release();
      await forward.release();
    },
  });
}
