import { env } from 'onnxruntime-web/webgpu';
import asyncifyLoader from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyBinary from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?packed';
import jspiLoader from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import jspiBinary from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?packed';
import { answerBinary } from './answered-binary';
import { bindWorkersOfLibraries } from './bound-worker';
import type { ContentCache, ContentFile } from './content-cache';
import { FileFault } from './file-fault';
import { hasJspi } from './runtime-binary';
import { whyNotLoaded } from './served-script';

/** The owner of the runtime's files in the content cache. */
const runtimeOwner = 'onnxruntime-web';

const build = hasJspi
  ? { loader: jspiLoader, binary: jspiBinary }
  : { loader: asyncifyLoader, binary: asyncifyBinary };

export const runtimeFile: ContentFile = { ...build.binary, url: absolute(build.binary.url) };

const nothing = () => undefined;
/** Ends what answers for the binary. */
let release: () => void = nothing;

/**
 * Hands the runtime its own files; once per worker, before the first session. No request goes to another host: the
 * defaults of the packages would load them from a CDN.
 */
export async function prepareRuntime(
  cache: ContentCache,
  threads: number,
  onBytes: (count: number) => void,
  signal: AbortSignal,
): Promise<void> {
  releaseBinary();
  release = answerBinary(runtimeFile.url, await cache.bytes(runtimeFile, runtimeOwner, onBytes, signal));
  await cache.prune(runtimeOwner, [runtimeFile]);
  // The loader stands in a file of its own, since threads start from it: from a bundle they would run this worker again.
  const loader = absolute(build.loader);
  bindWorkersOfLibraries(loader);
  env.wasm.wasmPaths = { mjs: loader, wasm: runtimeFile.url };
  env.wasm.numThreads = threads;
  env.wasm.proxy = false;
  env.logLevel = 'error';
}

/** Gives back what the runtime is compiled from: once its first session is open, the browser has its own copy. */
export function releaseBinary(): void {
  release();
  release = nothing;
}

/** The runtime's error in words, where its loader could not be imported: browsers do not say why. */
export async function explained(error: unknown): Promise<unknown> {
  const isLoader = error instanceof Error && error.message.includes('dynamically imported module');
  return isLoader ? new FileFault(await whyNotLoaded(absolute(build.loader))) : error;
}

function absolute(url: string): string {
  // The worker itself lies in a blob, which nothing is relative to.
  return new URL(url, import.meta.url).href;
}
