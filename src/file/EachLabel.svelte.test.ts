import { flushSync, mount, unmount } from 'svelte';
import { expect, it } from 'vitest';
import EachLabel from './EachLabel.svelte';

it.each([
  ['sigmoid', /go by the most probable\s+label of a text, even where it does not hold/],
  ['softmax', /^\s*$/],
] as const)('says of a model of %s what its table goes by', async (activation, words) => {
  document.body.innerHTML = '';
  const component = mount(EachLabel, { target: document.body, props: { activation } });
  flushSync();
  expect(document.body.textContent).toMatch(words);
  await unmount(component);
});
