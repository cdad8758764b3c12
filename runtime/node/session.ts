import { InferenceSession, listSupportedBackends } from 'onnxruntime-node';
import { modelFileError } from '../../core/model/model-file';
import { isNoGraph } from '../no-graph';
import { sessionConfig } from '../session-config';

/** onnxruntime-node's execution providers that the companion offers. */
export const devices = ['cpu', 'webgpu', 'cuda'] as const;
export type Device = (typeof devices)[number];

export interface SessionSettings {
  readonly device: Device;
  /** Threads of one operator; all cores by default. */
  readonly threads?: number | undefined;
}

export interface GraphSource {
  /** A file, or a model's bytes. */
  readonly graph: string | Uint8Array;
  /** Names the graph in errors. */
  readonly what: string;
  /** The files to which the bytes refer. The external data of a graph file lie beside it. */
  readonly externalData?: readonly { readonly path: string; readonly data: Uint8Array }[];
}

/** What a device needs, and onnxruntime-node does not bring. */
const advice: Readonly<Record<Device, string>> = {
  cpu: 'is the file damaged?',
  webgpu: 'it needs a GPU with a driver for Vulkan, Metal or D3D12; --device cpu runs anywhere',
  cuda: 'fetch the CUDA binaries as docs/training.md says under "Devices"; --device cpu runs anywhere',
};

/**
 * Opens a graph on a device.
 * @throws Error when the device is not there or the graph cannot be run; it says what to do
 */
export async function openSession(
  { graph, what, externalData = [] }: GraphSource,
  { device, threads }: SessionSettings,
): Promise<InferenceSession> {
  const available = listSupportedBackends().map(({ name }) => name);
  if (!available.includes(device)) {
    throw new Error(
      `onnxruntime-node has no ${device} provider here: use --device ${available.join(' or ')}`,
    );
  }
  const options = {
    executionProviders: [device],
    // Only errors are logged: it is normal that shapes are computed on the CPU beside a GPU.
    logSeverityLevel: 3 as const,
    extra: sessionConfig,
    ...(externalData.length > 0 && { externalData }),
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
  };
  try {
    // The two overloads take the same options.
    return await (typeof graph === 'string'
      ? InferenceSession.create(graph, options)
      : InferenceSession.create(graph, options));
  } catch (cause) {
    const reason = (cause as Error).message.trim();
    if (isNoGraph(reason)) throw modelFileError(what, 'it holds no graph that can be run');
    throw new Error(`cannot run ${what} on ${device} (${reason}): ${advice[device]}`, { cause });
  }
}
