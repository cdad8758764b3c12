import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, it, vi } from 'vitest';
import { labelReport } from '../../core/insight/label-report';
import { Readings } from '../../core/table/readings';
import { allRows } from '../../core/table/select-rows';
import { tableOf } from '../../core/table/testing';
import AgainstLabels from './AgainstLabels.svelte';
import { FileFigures } from './file-figures.svelte';
import type { FileWork } from './file-work.svelte';

let component: Record<string, unknown>;
const figures = new FileFigures();
afterEach(async () => {
  await unmount(component);
  figures.reset();
});

/** Figures of four rows, three of them read as they are labelled. */
async function report(labels = Int16Array.of(1, 1, 0, 1)) {
  const table = await tableOf('text,label\na,good\nb,good\nc,bad\nd,good\n', { format: 'csv' });
  const readings = new Readings(table, 2, null);
  [0.9, 0.8, 0.1, 0.2].forEach((p, row) => readings.set(row, [1 - p, p]));
  return labelReport(table, readings, labels, null)!;
}

async function show(query: Partial<typeof allRows> = {}) {
  const { metrics } = await report();
  const list = vi.fn();
  const work = {
    running: { classes: ['bad', 'good'], holdsEach: false, phase: 'running' },
    tally: { scores: { metrics, refused: null } },
    shown: { query: { ...allRows, ...query }, isNarrowed: false, list },
    summary: { columns: ['text', 'label'] },
    choices: { textColumn: 0, labelColumn: 1, groupColumn: null, pairs: '' },
    figures,
    columnValues: () => Promise.resolve({ values: [], hasMore: false, range: null }),
  } as unknown as FileWork;
  component = mount(AgainstLabels, { target: document.body, props: { work } });
  flushSync();
  return list;
}

const accuracy = () => document.querySelector('[data-accuracy]')!.textContent.trim();

it('have intervals of their own rows, never of those that were read before', async () => {
  figures.labels.value = await report(Int16Array.of(1, 1, 0, -1));
  await show();
  expect(accuracy()).toBe('75.0 %');
  figures.labels.value = await report();
  flushSync();
  expect(accuracy()).toMatch(/^75\.0 % \(30\.\d % to 95\.\d %\)$/);
});

it('list the rows of a cell, and take that back at a second press', async () => {
  const press = () => document.querySelector<HTMLButtonElement>('[aria-label^="1 labelled good"]')!.click();
  const first = await show();
  press();
  expect(first).toHaveBeenCalledWith({ rows: 'all', labelIndex: 1, classIndex: 0 });
  await unmount(component);
  const again = await show({ labelIndex: 1, classIndex: 0 });
  press();
  expect(again).toHaveBeenCalledWith({ rows: 'all', labelIndex: null, classIndex: null });
});
