import { flushSync, mount, unmount } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { allRows, type TableQuery } from '../../core/table/select-rows';
import type { FileWork } from './file-work.svelte';
import Filters from './Filters.svelte';

describe('the filters', () => {
  let component: Record<string, unknown>;
  const ask = vi.fn<(change: Partial<TableQuery>) => Promise<void>>(() => Promise.resolve());

  function show(query: Partial<TableQuery> = {}, holdsEach = false): void {
    const counts = {
      ...{ rows: 40, texts: 39, problems: 1, read: 39, perClass: [20, 19], none: 7, unsure: 3 },
      otherLanguages: [{ language: 'es', rows: 4 }],
    };
    const work = {
      running: { classes: ['bad', 'good'], holdsEach },
      tally: { counts },
      shown: {
        ask,
        query: { ...allRows, ...query },
        listed: 0,
        isAsking: false,
        isNarrowed: true,
        selected: 4,
      },
      summary: { columns: ['text'] },
      textColumn: 0,
    } as unknown as FileWork;
    component = mount(Filters, { target: document.body, props: { work } });
    flushSync();
  }

  const press = (words: RegExp) => {
    const button = [...document.querySelectorAll('button')].find(({ textContent }) =>
      words.test(textContent),
    );
    button!.click();
    return ask.mock.lastCall?.[0];
  };

  afterEach(async () => {
    await unmount(component);
    ask.mockClear();
  });

  it('choose rows in doubt, or in another language, among those of a class', () => {
    show({ classIndex: 0 });
    expect(press(/unsure/)).toEqual({ rows: 'unsure' });
    expect(press(/other language/)).toEqual({ rows: 'other-language' });
    expect(press(/not readable/)).toEqual({
      rows: 'problems',
      classIndex: null,
      labelIndex: null,
      mistake: null,
    });
  });

  it('take a choice back at a second press, and all of them with “All”', () => {
    show({ classIndex: 0, rows: 'unsure' });
    expect(press(/unsure/)).toEqual({ rows: 'all' });
    expect(press(/bad/)).toEqual({ rows: 'unsure', classIndex: null, labelIndex: null, mistake: null });
    expect(press(/good/)).toEqual({ rows: 'unsure', classIndex: 1, labelIndex: null, mistake: null });
    expect(press(/^All/)).toEqual({ rows: 'all', classIndex: null, labelIndex: null, mistake: null });
  });

  it('lead from rows that cannot be read to those of a class', () => {
    show({ rows: 'problems' });
    expect(press(/good/)).toEqual({ rows: 'all', classIndex: 1, labelIndex: null, mistake: null });
  });

  it('lead to rows without a label where each label holds or not, and from there to those of one', () => {
    show({ rows: 'none' }, true);
    const chip = [...document.querySelectorAll('button')].find(({ textContent }) =>
      /no label/.test(textContent),
    )!;
    expect([chip.textContent.replace(/\s+/g, ' ').trim(), chip.getAttribute('aria-pressed')]).toEqual([
      'no label 7',
      'true',
    ]);
    expect(press(/no label/)).toEqual({ rows: 'all', classIndex: null, labelIndex: null, mistake: null });
    expect(press(/good/)).toEqual({ rows: 'all', classIndex: 1, labelIndex: null, mistake: null });
  });

  it('bring the focus to “All” where “Show all” goes', () => {
    show({ contains: 'x' });
    press(/Show all/);
    expect(document.activeElement?.textContent).toMatch(/^\s*All/);
  });
});
