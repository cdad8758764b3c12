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
