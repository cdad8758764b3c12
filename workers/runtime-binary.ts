import { sha256 as asyncify } from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?packed';
import { sha256 as jspi } from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?packed';

/**
 * Whether WASM can wait for the GPU by itself (JSPI), at no cost. The other build of the runtime, asyncify, does so in
 * every browser, with a binary that is half as large again. Both run WebGPU and WASM.
 */
export const hasJspi = 'Suspending' in WebAssembly;

/** SHA-256, hexadecimal, of the runtime's binary that this browser needs, as it is served. */
export const runtimeHash = hasJspi ? jspi : asyncify;
