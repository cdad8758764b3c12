import { expect, it } from 'vitest';
import type { FileWork } from './file-work.svelte';
import { originOf } from './row-origin';

it('names a row by its number and line, with what the table shows beside its text', () => {
  const summary = { columns: ['text', 'region', '', 'note'] };
  const work = { name: 'survey.csv', summary, shown: { columns: [1, 2, 3] } } as unknown as FileWork;
  const cells = ['North', ' ', 'x'.repeat(50)];
  const origin = originOf(work, { row: 1233, line: 1240, cells } as unknown as Parameters<
    typeof originOf
  >[1]);
  expect(origin).toMatchObject({
    name: 'Row 1,234 of survey.csv, line 1,240',
    details: [
      { name: 'region', value: 'North' },
      { name: 'note', value: `${'x'.repeat(40)}…` },
    ],
  });
  expect(origin.isThere()).toBe(true);
  // Another file is open.
  Object.assign(work, { summary: { columns: ['text'] } });
  expect(origin.isThere()).toBe(false);
});
