/** Keys of the classes, in their order: digits, then letters. Classes beyond have a button alone. */
const keys = [...'1234567890abcdefghijklmnopqrstuvwxyz'];

/** The key of a class; null where there are more classes than keys. */
export function keyOf(classIndex: number): string | null {
  return keys[classIndex] ?? null;
}

/** What a key does in the queue. */
export type QueueKey =
  { readonly kind: 'label'; readonly label: number } | { readonly kind: 'skip' | 'undo' };

/** null: the key does nothing there. */
export function queueKey(key: string, classes: number): QueueKey | null {
  if (key === 'ArrowRight') return { kind: 'skip' };
  if (key === 'ArrowLeft' || key === 'Backspace') return { kind: 'undo' };
  const label = keys.indexOf(key.toLowerCase());
  return label >= 0 && label < classes ? { kind: 'label', label } : null;
}
