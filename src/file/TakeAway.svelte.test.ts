import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, it, vi } from 'vitest';
import { allRows } from '../../core/table/select-rows';
import type { FileWork } from './file-work.svelte';
import TakeAway from './TakeAway.svelte';

const page = { model: { summary: { name: 'new', version: '2' } } };
vi.mock('../page/context', () => ({ usePage: () => page }));
vi.mock('../model-view/card', () => ({ cardOf: () => Promise.resolve({ text: 'The card of new.' }) }));

let component: Record<string, unknown>;
afterEach(() => unmount(component));

/** Presses “Report”. @returns what the report is asked to say */
async function reported(isOtherModel: boolean) {
  const report = vi.fn(() => Promise.resolve());
  const work = {
    name: 'survey.csv',
    origin: { source: { name: 'survey.csv' } },
    summary: { columns: ['text'] },
    tally: { counts: { read: 1 } },
    reasons: { state: { counted: 1 }, made: { method: 'leave-one-out', longText: 'truncate' } },
    running: {
      readBy: { name: isOtherModel ? 'old' : 'new', version: isOtherModel ? '1' : '2' },
      isOtherModel,
      classes: ['bad', 'good'],
      holdsEach: false,
      longText: 'truncate',
    },
    shown: { query: { ...allRows, classIndex: 1 }, isNarrowed: true, selected: 1 },
    output: { writing: { phase: 'idle' }, report },
  } as unknown as FileWork;
  component = mount(TakeAway, { target: document.body, props: { work } });
  flushSync();
  const button = Array.from(document.querySelectorAll('button')).find(
    ({ textContent }) => textContent.trim() === 'Report (HTML)',
  )!;
  button.click();
  await expect.poll(() => report.mock.calls.length).toBe(1);
  return (report.mock.calls as unknown[][])[0]![0];
}

it('has a report name the model that read the rows, and how they were read and explained', async () => {
  expect(await reported(false)).toMatchObject({
    model: { name: 'new', version: '2' },
    card: 'The card of new.',
    method: 'Leave-one-out, of long texts the beginning',
    longText: 'truncate',
    filters: 'read as good',
  });
});

it('has no card of the page’s model where another one read the rows', async () => {
  expect(await reported(true)).toMatchObject({ model: { name: 'old', version: '1' }, card: null });
});
