import type { Backend } from './api';

/** Thrown where a browser cannot offer a backend: `message` says why, in words for the page. */
export class BackendUnavailable extends Error {
  override readonly name = 'BackendUnavailable';
}

/** What decides which backends a browser offers. */
export interface Surroundings {
  readonly gpu: GPU | undefined;
  readonly crossOriginIsolated: boolean;
  readonly hardwareConcurrency: number;
}

/**
 * Makes sure that this browser can run a backend before anything is downloaded for it.
 *
 * @returns the number of WASM threads to run it with
 * @throws BackendUnavailable
 */
export async function probe(backend: Backend, surroundings: Surroundings): Promise<number> {
  switch (backend) {
    case 'webgpu': {
      if (!surroundings.gpu) throw new BackendUnavailable('this browser offers no WebGPU');
      // The object exists on machines without a usable GPU too; only an adapter tells.
      const adapter = await surroundings.gpu.requestAdapter().catch(() => null);
      if (!adapter) throw new BackendUnavailable('the browser found no usable GPU');
      if (isSoftware(adapter.info)) {
        throw new BackendUnavailable('its adapter is software, which is far slower than WebAssembly');
      }
      return 1;
    }
    case 'wasm-threads': {
      if (!surroundings.crossOriginIsolated) {
        throw new BackendUnavailable('threads need a cross-origin isolated page, and this one is not');
      }
      const threads = Math.min(8, Math.max(1, surroundings.hardwareConcurrency));
      if (threads < 2) throw new BackendUnavailable('this machine has one processor core');
      return threads;
    }
    case 'wasm':
      return 1;
  }
}

/** Programs that stand in for a GPU, as drivers name them: SwiftShader, Mesa's llvmpipe and lavapipe, Windows' WARP. */
const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|microsoft basic render|\bwarp\b/i;

/** Whether an adapter computes on the processor: it says so itself, or its names do. */
function isSoftware(info: GPUAdapterInfo): boolean {
  const { isFallbackAdapter, vendor, architecture, device, description } = info;
  return isFallbackAdapter || softwareNames.test(`${vendor} ${architecture} ${device} ${description}`);
}
