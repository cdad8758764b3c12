import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, it } from 'vitest';
import type { FileWork } from './file-work.svelte';
import LabelMeanings from './LabelMeanings.svelte';

const classes = ['negative', 'neutral', 'positive'];
let component: Record<string, unknown>;

/** Shows what some labels stand for. @returns whether that is open, and each label with its class */
async function shown(labels: readonly string[], asks = false, pairs = '') {
  const values = labels.map((value) => ({ value, count: 2 }));
  const work = {
    running: { classes, holdsEach: false },
    choices: { labelColumn: 1, pairs },
    columnValues: () => Promise.resolve({ values, hasMore: false, range: null }),
  } as unknown as FileWork;
  component = mount(LabelMeanings, { target: document.body, props: { work, asks } });
  flushSync();
  await Promise.resolve();
  flushSync();
  const details = document.querySelector('details')!;
  const choices = Array.from(details.querySelectorAll('select'), ({ value }) => value);
  return { isOpen: details.open, choices, words: details.textContent };
}

afterEach(() => unmount(component));

it('are open, and explained, where numbers count classes that they need not mean', async () => {
  const { isOpen, choices, words } = await shown(['0', '1']);
  expect([isOpen, choices]).toEqual([true, ['0', '1']]);
  expect(words).toContain('Numbers count the classes of the model from 0.');
});

it('are closed where names tell, and open where some cannot be understood or a reader has said something', async () => {
  const named = await shown(['positive', 'negative']);
  expect([named.isOpen, named.choices]).toEqual([false, ['2', '0']]);
  expect(named.words).not.toContain('Numbers');
  await unmount(component);
  expect((await shown(['fine', 'negative'], true)).isOpen).toBe(true);
  await unmount(component);
  expect((await shown(['fine'], false, 'fine=positive')).isOpen).toBe(true);
});
