import { flushSync, mount, unmount } from 'svelte';
import { expect, it } from 'vitest';
import LabelsThatHold from './LabelsThatHold.svelte';

const classes = ['anger', 'joy', 'fear', 'hope', 'pride'];

it.each([
  // All of them, the most probable first.
  [[0.1, 0.93, 0.2, 0.61, 0], 'joy 93 % hope 61 %', 'joy 93 %, hope 61 %'],
  // None is a state of its own.
  [[0.1, 0.31, 0.2, 0.1, 0], 'no label joy 31 % is nearest', undefined],
  // What has no room is counted, and named to those who cannot see that.
  [
    [0.9, 0.8, 0.7, 0.6, 0.5],
    'anger 90 % joy 80 % +3 fear 70 %, hope 60 %, pride 50 %',
    'anger 90 %, joy 80 %, fear 70 %, hope 60 %, pride 50 %',
  ],
])('shows the labels that hold of %j', async (probabilities, words, title) => {
  document.body.innerHTML = '';
  const component = mount(LabelsThatHold, { target: document.body, props: { probabilities, classes } });
  flushSync();
  const plain = (text: string) => text.replace(/[\s\u00a0]+/g, ' ').trim();
  const shown = Array.from(
    document.body.querySelectorAll('.label, .none, .nearest, [aria-hidden], .visually-hidden'),
    (element) =>
      Array.from(element.childNodes, (node) => (node.nodeType === 3 ? (node.textContent ?? '') : '')).join(
        '',
      ),
  );
  expect(plain(shown.join(' '))).toBe(words);
  expect(document.body.querySelector('[title]')?.getAttribute('title')?.replaceAll('\u00a0', ' ')).toBe(
    title,
  );
  await unmount(component);
});
