import { flushSync, mount, tick, unmount } from 'svelte';
import { afterEach, expect, it, vi } from 'vitest';
import { columnValues } from '../../core/table/column-values';
import { allRows, type TableQuery } from '../../core/table/select-rows';
import { tableOf } from '../../core/table/testing';
import ColumnFilter from './ColumnFilter.svelte';
import type { FileWork } from './file-work.svelte';

let component: Record<string, unknown>;
const ask = vi.fn<(change: Partial<TableQuery>) => Promise<void>>(() => Promise.resolve());

async function show(query: Partial<TableQuery> = {}): Promise<void> {
  const rows = ['a,North,3,2026-01-05', 'b,South,4,2026-02-03', 'c,South,4,2026-02-04', 'd,East,,2026-03-01'];
  const many = Array.from({ length: 30 }, (_, at) => `x,East,1,2026-04-${String(at + 1).padStart(2, '0')}`);
  const table = await tableOf(`text,region,stars,day\n${[...rows, ...many].join('\n')}\n`, { format: 'csv' });
  const work = {
    shown: { ask, query: { ...allRows, ...query } },
    summary: { columns: table.shape.columns },
    choices: { textColumn: 0 },
    columnValues: (column: number, most: number) => Promise.resolve(columnValues(table, column, most)),
  } as unknown as FileWork;
  component = mount(ColumnFilter, { target: document.body, props: { work } });
  await settled();
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await tick();
  flushSync();
}

async function choose(column: string): Promise<void> {
  const select = document.querySelector('select')!;
  select.value = [...select.options].find(({ text }) => text === column)!.value;
  select.dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
}

const values = () =>
  Array.from(document.querySelectorAll('fieldset label'), (label) => [
    label.textContent.replace(/\s+/g, ' ').trim(),
    label.querySelector('input')!.checked,
  ]);
const fields = () => [...document.querySelectorAll<HTMLInputElement>('input:not([type="checkbox"])')];

afterEach(async () => {
  await unmount(component);
  ask.mockClear();
});

it('offers the values of a column, most frequent first, and takes more than one', async () => {
  const north = { column: 1, values: ['North'] };
  await show({ cells: [north, { column: 2, values: ['4'] }] });
  // What narrows the rows already is shown.
  expect(values()).toEqual([
    ['East 31', false],
    ['South 2', false],
    ['North 1', true],
  ]);
  document.querySelectorAll<HTMLInputElement>('fieldset input')[1]!.click();
  expect(ask.mock.lastCall?.[0]).toEqual({
    cells: [
      { column: 2, values: ['4'] },
      { column: 1, values: ['North', 'South'] },
    ],
    ranges: [],
  });
  document.querySelectorAll<HTMLInputElement>('fieldset input')[2]!.click();
  expect(ask.mock.lastCall?.[0]).toEqual({ cells: [{ column: 2, values: ['4'] }], ranges: [] });
});

it('offers a range of numbers or days, and of few numbers each', async () => {
  await show({ ranges: [{ column: 3, kind: 'date', from: null, to: Date.UTC(2026, 1, 3) }] });
  expect(fields().map(({ type, value }) => [type, value])).toEqual([
    ['date', ''],
    ['date', '2026-02-03'],
  ]);
  expect(values()).toEqual([]);
  const [from] = fields();
  from!.value = '2026-01-06';
  from!.dispatchEvent(new Event('change', { bubbles: true }));
  const days = { column: 3, kind: 'date', from: Date.UTC(2026, 0, 6), to: Date.UTC(2026, 1, 3) };
  expect(ask.mock.lastCall?.[0]).toEqual({ cells: [], ranges: [days] });

  await choose('stars');
  expect(fields().map(({ type, placeholder }) => [type, placeholder])).toEqual([
    ['number', '1'],
    ['number', '4'],
  ]);
  expect(values().map(([words]) => words)).toEqual(['1 30', '4 2', '3 1', 'empty 1']);
});
