import { flushSync, mount, unmount } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LanguageCount } from '../../core/table/count-rows';
import { allRows, type TableQuery } from '../../core/table/select-rows';
import type { FileWork } from './file-work.svelte';
import OtherLanguages from './OtherLanguages.svelte';

describe('the note on a file’s languages', () => {
  let component: Record<string, unknown>;
  const ask = vi.fn<(change: Partial<TableQuery>) => Promise<void>>(() => Promise.resolve());

  function show(otherLanguages: readonly LanguageCount[], query = allRows): string {
    const counts = {
      rows: 40,
      texts: 40,
      problems: 0,
      read: 40,
      perClass: [20, 20],
      unsure: 0,
      otherLanguages,
    };
    const work = { tally: { counts }, shown: { query, list: ask } } as unknown as FileWork;
    component = mount(OtherLanguages, { target: document.body, props: { work } });
    flushSync();
    return document.body.textContent.replace(/[ \n]+/g, ' ').trim();
  }

  afterEach(async () => {
    await unmount(component);
    ask.mockClear();
  });

  it('has the share of the rows, and lists them at a press', () => {
    expect(show([{ language: 'es', rows: 10 }])).toBe(
      '25\u00a0% of the rows that are read (10 of 40) look like Spanish. The model has not learnt this language: do not trust its answers there. Show them',
    );
    document.querySelector('button')!.click();
    expect(ask).toHaveBeenCalledWith({ rows: 'other-language', classIndex: null, labelIndex: null });
  });

  it('leads back from the list to all rows', () => {
    expect(show([{ language: 'es', rows: 40 }], { ...allRows, rows: 'other-language' })).toMatch(
      /^All 40 rows that are read look like Spanish\..* do not trust its answers\. Show them$/,
    );
    const button = document.querySelector('button')!;
    expect(button.getAttribute('aria-pressed')).toBe('true');
    button.click();
    expect(ask).toHaveBeenCalledWith({ rows: 'all', classIndex: null, labelIndex: null });
  });

  it('says nothing where all rows are in a language that the model has learnt', () => {
    expect(show([])).toBe('');
  });
});
