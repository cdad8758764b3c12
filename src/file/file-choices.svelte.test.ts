import { expect, it } from 'vitest';
import { FileChoices } from './file-choices.svelte';

it('show beside the texts what was chosen first, in the order of the file', () => {
  const choices = new FileChoices(() => undefined);
  choices.guess({ text: 2, label: null, group: null, date: null });
  expect(choices.shownFirst(6)).toEqual([0, 1, 3]);
  choices.guess({ text: 2, label: 5, group: 4, date: null });
  expect(choices.shownFirst(6)).toEqual([0, 4, 5]);
  expect(choices.shownFirst(2)).not.toContain(2);
});
