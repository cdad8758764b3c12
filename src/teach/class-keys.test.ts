import { expect, it } from 'vitest';
import { keyOf, queueKey } from './class-keys';

it('gives each class a key of its own, as far as there are keys, and takes no other', () => {
  const all = Array.from({ length: 40 }, (_, at) => keyOf(at));
  expect(all.slice(0, 3)).toEqual(['1', '2', '3']);
  expect(new Set(all.filter((key) => key !== null)).size).toBe(36);
  expect(all.slice(36)).toEqual([null, null, null, null]);
  all.slice(0, 36).forEach((key, label) => expect(queueKey(key!, 40)).toEqual({ kind: 'label', label }));
  expect(queueKey('4', 3)).toBeNull();
  expect(queueKey('A', 11)).toEqual({ kind: 'label', label: 10 });
  expect([queueKey('ArrowRight', 3), queueKey('Backspace', 3), queueKey('Tab', 3)]).toEqual([
    { kind: 'skip' },
    { kind: 'undo' },
    null,
  ]);
});
