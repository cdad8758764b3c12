import { flushSync } from 'svelte';
import { expect, it, vi } from 'vitest';
import { outliving } from './outliving.svelte';

class Counter {
  count = $state(1);
  readonly double = $derived(2 * this.count);
}

/** What a component leaves behind that made a counter, and showed it, when it is gone. */
function leftBy(make: () => Counter): Counter {
  let counter: Counter | null = null;
  const stop = $effect.root(() => {
    const made = make();
    counter = made;
    $effect(() => void made.double);
  });
  flushSync();
  stop();
  return counter as unknown as Counter;
}

it('goes on deriving when the component that asked for it is gone, as nothing else does', () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  const [kept, lost] = [leftBy(() => outliving(() => new Counter())), leftBy(() => new Counter())];
  for (const counter of [kept, lost]) counter.count = 4;
  expect([kept.double, lost.double]).toEqual([8, 2]);
});
