import { flushSync, mount, unmount } from 'svelte';
import { expect, it } from 'vitest';
import { groupShares, type GroupShares } from '../../core/insight/groups';
import { Readings } from '../../core/table/readings';
import { allRows } from '../../core/table/select-rows';
import { tableOf } from '../../core/table/testing';
import { FileChoices } from './file-choices.svelte';
import { FileFigures } from './file-figures.svelte';
import type { FileWork } from './file-work.svelte';
import HowTheyRead from './HowTheyRead.svelte';

it('has the shares of every group and their intervals where all can read them', async () => {
  const table = await tableOf('text,ward\na,A\nb,A\nc,A\nd,B\n', { format: 'csv' });
  const readings = new Readings(table, 2, null);
  [0.9, 0.9, 0.2, 0.2].forEach((p, row) => readings.set(row, [1 - p, p]));
  const groups: GroupShares = groupShares(table, readings, Uint32Array.of(0, 1, 2, 3), 1, 9);
  const figures = new FileFigures();
  figures.groups.value = groups;
  const choices = new FileChoices(() => undefined);
  choices.groupColumn = 1;
  const work = {
    running: { classes: ['bad', 'good'] },
    tally: { counts: { rows: 4, read: 4, perClass: [2, 2], unsure: 0 } },
    shown: { query: allRows, isNarrowed: false, version: 0 },
    summary: { columns: ['text', 'ward'] },
    choices,
    figures,
    call: () => Promise.resolve(groups),
  } as unknown as FileWork;
  const component = mount(HowTheyRead, { target: document.body, props: { work } });
  flushSync();
  const figureTable = document.querySelector('[aria-label="Shares by group"] table')!;
  const rows = Array.from(figureTable.querySelectorAll('tbody tr'), (row) =>
    row.textContent.replace(/\s+/g, ' ').trim(),
  );
  // Of three rows one is bad: a Wilson interval from 6.1 to 79.2 %.
  expect(rows).toHaveLength(3);
  expect(rows[1]).toBe('A333.3 %6.1 % to 79.2 %66.7 %20.8 % to 93.9 %');
  await unmount(component);
  figures.reset();
});
