import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, it } from 'vitest';
import { groupShares, type GroupShares } from '../../core/insight/groups';
import { Readings } from '../../core/table/readings';
import { allRows } from '../../core/table/select-rows';
import { tableOf } from '../../core/table/testing';
import { FileChoices } from './file-choices.svelte';
import { FileFigures } from './file-figures.svelte';
import type { FileWork } from './file-work.svelte';
import HowTheyRead from './HowTheyRead.svelte';

const figures = new FileFigures();
let component: Record<string, unknown>;
afterEach(async () => {
  await unmount(component);
  figures.reset();
});

/** Shows how four rows read whose figures by the second column are there. @param groupColumn that is asked for */
async function show(groupColumn: number | null) {
  const table = await tableOf('text,ward\na,A\nb,A\nc,A\nd,B\n', { format: 'csv' });
  const readings = new Readings(table, 2, null);
  [0.9, 0.9, 0.2, 0.2].forEach((p, row) => readings.set(row, [1 - p, p]));
  const groups: GroupShares = groupShares(table, readings, Uint32Array.of(0, 1, 2, 3), 1, 9);
  figures.groups.value = groups;
  figures.shares.value = { query: allRows, shares: groups.all! };
  const choices = new FileChoices(() => undefined);
  choices.groupColumn = groupColumn;
  const work = {
    running: { classes: ['bad', 'good'] },
    tally: { counts: { rows: 4, read: 4, perClass: [2, 2], unsure: 0 } },
    shown: { query: allRows, isNarrowed: false, version: 0 },
    summary: { columns: ['text', 'ward', 'day'] },
    choices,
    figures,
    // No answer comes while it is looked at.
    call: () => new Promise(() => undefined),
  } as unknown as FileWork;
  component = mount(HowTheyRead, { target: document.body, props: { work } });
  flushSync();
}

it('has the shares of every group and their intervals where all can read them', async () => {
  await show(1);
  const figureTable = document.querySelector('[aria-label="Shares by group"] table')!;
  const rows = Array.from(figureTable.querySelectorAll('tbody tr'), (row) =>
    row.textContent.replace(/\s+/g, ' ').trim(),
  );
  // Of three rows one is bad: a Wilson interval from 6.1 to 79.2 %.
  expect(rows).toHaveLength(3);
  expect(rows[1]).toBe('A333.3 %6.1 % to 79.2 %66.7 %20.8 % to 93.9 %');
});

it('shows no groups of one column under the name of another', async () => {
  await show(2);
  expect(document.querySelectorAll('li')).toHaveLength(0);
});

it('has a picture of the shares of all rows where nothing groups them', async () => {
  await show(null);
  expect(document.querySelector('[aria-label="How they read, as SVG"]')).not.toBeNull();
});
