import { flushSync, mount, unmount } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { RowInSight } from '../../core/table/row-in-sight';
import RowText from './RowText.svelte';

const text = 'It came late, and broken';
const bare: RowInSight = {
  row: 0,
  line: 2,
  state: 'text',
  text,
  probabilities: null,
  language: null,
  reasons: null,
  cells: [],
  found: { start: 8, end: 12 },
};

describe('the text of a row', () => {
  let component: Record<string, unknown>;

  function show(row: RowInSight): { readonly text: string; readonly found: string[] } {
    component = mount(RowText, { target: document.body, props: { row } });
    flushSync();
    const found = Array.from(document.querySelectorAll('.found'), (element) => element.textContent);
    return { text: document.body.textContent.trim(), found };
  }

  afterEach(() => unmount(component));

  it('has what was looked for marked', () => {
    expect(show(bare)).toEqual({ text, found: ['late'] });
  });

  it('has it marked among coloured words, where their signs are clear and where they are not', () => {
    const reasons = [
      { start: 3, end: 7, value: 0.2, clear: true },
      { start: 8, end: 12, value: -0.3, clear: true },
      { start: 14, end: 17, value: 0, clear: false },
    ];
    expect(show({ ...bare, reasons })).toEqual({ text, found: ['late'] });
  });

  it('has nothing marked where nothing was looked for', () => {
    expect(show({ ...bare, found: null })).toEqual({ text, found: [] });
  });
});
