/**
 * Gives memory back at once. What nobody refers to any longer would wait for a collection, which megabytes outside of the
 * heap of scripts bring about late.
 *
 * @param bytes nobody may need them any more: they are empty from then on
 */
export function letGo({ buffer }: Uint8Array<ArrayBuffer>): void {
  // What is moved away is gone for all who refer to it, and what it is moved to is dropped.
  structuredClone(buffer, { transfer: [buffer] });
}
