import { flushSync } from 'svelte';
import { expect, it } from 'vitest';
import { outliving } from './outliving.svelte';

class Counter {
  count = $state(1);
  readonly double = $derived(2 * this.count);
}

it('goes on deriving when what asked for it is gone', () => {
  let kept: Counter | null = null;
  const stop = $effect.root(() => {
    $effect(() => {
      kept = outliving(() => new Counter());
      expect(kept.double).toBe(2);
    });
  });
  flushSync();
  stop();
  // Assigned within the effect.
  const counter = kept as unknown as Counter;
  counter.count = 4;
  expect(counter.double).toBe(8);
});
