import { flushSync, mount, unmount } from 'svelte';
import { expect, it } from 'vitest';
import type { FileLook } from '../../workers/file-api';
import FirstRows from './FirstRows.svelte';
import type { FileWork } from './file-work.svelte';

it('shows rows that all stand in one line, as those of JSON do', async () => {
  const look: FileLook = {
    format: 'json-array',
    columns: ['text'],
    delimiter: null,
    encoding: 'utf-8',
    sheets: [],
    sheet: null,
    proposed: {},
    rows: ['good', 'bad'].map((text) => ({ line: 1, cells: [text] })),
    faults: [],
    guess: { text: 0, label: null, group: null, date: null },
  };
  const choices = { textColumn: 0, labelColumn: null, groupColumn: null, dateColumn: null };
  const work = { choices } as FileWork;
  const component = mount(FirstRows, { target: document.body, props: { work, look } });
  flushSync();
  const cells = Array.from(document.querySelectorAll('tbody tr'), (row) => row.textContent.trim());
  expect(cells).toEqual(['1good', '1bad']);
  await unmount(component);
});
