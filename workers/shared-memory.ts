import { letGo } from './let-go';

/**
 * Bytes that other threads can read without a copy of their own, where the page is isolated: those that were given are then
 * empty. Elsewhere the same bytes, of which each thread gets a copy.
 */
export function shareable(bytes: Uint8Array<ArrayBuffer>): Uint8Array {
  // Node shares memory too, and says nothing of isolation.
  if (!(globalThis as { readonly crossOriginIsolated?: boolean }).crossOriginIsolated) return bytes;
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  letGo(bytes);
  return shared;
}

/** Whether other threads read these bytes without a copy. */
export function isShared({ buffer }: Uint8Array): boolean {
  return typeof SharedArrayBuffer === 'function' && buffer instanceof SharedArrayBuffer;
}
