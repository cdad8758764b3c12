import v8 from 'node:v8';
import binary from '../runtime/kernels/assembly/index.ts?assemblyscript';
import type { Kernels } from '../runtime/kernels/kernels';

/**
 * The kernels, compiled for this process. Node 20 has relaxed SIMD behind a flag alone, and its baseline compiler
 * multiplies wrongly there.
 */
export async function compileKernels(): Promise<WebAssembly.Module> {
  if (!WebAssembly.validate(binary)) {
    v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
    v8.setFlagsFromString('--no-liftoff');
  }
  return WebAssembly.compile(binary);
}

export async function instantiateKernels(): Promise<Kernels> {
  return new WebAssembly.Instance(await compileKernels()).exports as unknown as Kernels;
}
