/**
 * Thrown where the runtime is refused memory for even the smallest batch. The page's side knows it by its name: with one
 * thread, whose buffers are fewer, there may be room.
 */
export class MemoryRefused extends Error {
  override readonly name = 'MemoryRefused';

  constructor(cause: unknown) {
    super(
      'The browser gives this page no more memory. Close other tabs or programs and try again, or take a shorter text.',
      { cause },
    );
  }
}

/**
 * Whether an error of the runtime, or of the engine under it, says that memory was refused. The runtime says so in many
 * words: its code 6 is what allocators throw inside of a run.
 */
export function isMemoryRefused(error: unknown): boolean {
  const message = error instanceof Error ? error.message : String(error);
  return /bad_alloc|out of memory|allocat(?:e|ion)\b.*(?:failed|memory|buffer)|fail\w* to allocate|ERROR_CODE: 6\b/i.test(
    message,
  );
}
