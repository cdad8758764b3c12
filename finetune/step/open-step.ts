import type { TrainableModel } from '../../core/training/model';
import { devices } from '../../runtime/node/session';
import { createOnnxStep, type OnnxStep } from './onnx-step';
import { createWasmStep } from './wasm-step';

/** Where training runs: on onnxruntime-node's devices, or on onnxruntime-web, as in the page. */
export const trainingDevices = [...devices, 'wasm'] as const;
export type TrainingDevice = (typeof trainingDevices)[number];

export interface StepSettings {
  readonly device: TrainingDevice;
  /** Threads of one operator; all cores by default, and 1 for `wasm`. */
  readonly threads?: number | undefined;
}

/**
 * Opens a training step on a device.
 * @param parameters every parameter of the model. The optimiser changes them in place between steps
 * @throws Error when the device is not there, or a parameter does not fit the model
 */
export function openStep(
  model: TrainableModel,
  parameters: ReadonlyMap<string, Float32Array>,
  { device, threads }: StepSettings,
): Promise<OnnxStep> {
  if (device === 'wasm') return createWasmStep(model, parameters, threads ?? 1);
  return createOnnxStep(model, parameters, { device, threads });
}
