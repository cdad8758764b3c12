import type { Backend } from './api';

/**
 * Tokens, padding included, given to a session at once. A run cannot be interrupted, so that this bounds how long a cancel
 * waits; a GPU works off many rows in the time of few.
 */
export const sessionTokens: Readonly<Record<Backend, number>> = {
  webgpu: 4096,
  'wasm-threads': 512,
  wasm: 256,
};

/**
 * The same of gradients, which keep what every layer gave until they are done: the memory of WASM grows to what the largest
 * batch took, and never shrinks.
 */
export const gradientTokens: Readonly<Record<Backend, number>> = {
  webgpu: sessionTokens.webgpu,
  'wasm-threads': 256,
  wasm: 256,
};
