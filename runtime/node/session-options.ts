import type { InferenceSession } from 'onnxruntime-node';
import { listSupportedBackends } from 'onnxruntime-node';

/** onnxruntime-node's execution providers that the companion offers. */
export const devices = ['cpu', 'webgpu', 'cuda'] as const;
export type Device = (typeof devices)[number];

/**
 * Session options of a device.
 * @param threads of one operator; all cores by default
 * @throws Error when this build of onnxruntime-node has no such provider
 */
export function sessionOptions({
  device,
  threads,
}: {
  readonly device: Device;
  readonly threads?: number | undefined;
}): InferenceSession.SessionOptions {
  const available = listSupportedBackends().map(({ name }) => name);
  if (!available.includes(device)) {
    throw new Error(
      `onnxruntime-node has no ${device} provider here (it has ${available.join(', ')}). ` +
        (device === 'cuda'
          ? 'Fetch its CUDA binaries first: see "Training on a GPU" in the README.'
          : 'Use --device cpu.'),
    );
  }
  return {
    executionProviders: [device],
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
  };
}
