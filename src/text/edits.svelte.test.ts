import { describe, expect, it } from 'vitest';
import { Draft } from './draft.svelte';
import { Edits } from './edits.svelte';

const text = 'not bad at all';
const [not, bad, all] = [
  { start: 0, end: 3 },
  { start: 4, end: 7 },
  { start: 11, end: 14 },
];

function edited() {
  const draft = new Draft();
  draft.text = text;
  return { draft, edits: new Edits(draft) };
}

describe('edits of words', () => {
  it('strike words out, in order, and put them back, and leave the text alone', () => {
    const { draft, edits } = edited();
    edits.strike(bad);
    edits.strike(not);
    expect(edits.current).toEqual({ text, struck: [not, bad] });
    edits.strike(bad);
    expect(edits.current.struck).toEqual([not]);
    expect(draft.text).toBe(text);
    expect(edits.original).toEqual({ text, struck: [] });
  });

  it('replace a word in the box, and keep the place of what is struck out', () => {
    const { draft, edits } = edited();
    edits.strike(not);
    edits.strike(all);
    edits.replace(bad, 'terrible');
    expect(draft.text).toBe('not terrible at all');
    const { struck } = edits.current;
    expect(struck.map(({ start, end }) => draft.text.slice(start, end))).toEqual(['not', 'all']);
    edits.replace(not, 'so');
    expect(draft.text).toBe('so terrible at all');
    expect(edits.current.struck.map(({ start, end }) => draft.text.slice(start, end))).toEqual(['all']);
  });

  it('are undone one by one, or all at once', () => {
    const { draft, edits } = edited();
    edits.strike(not);
    edits.replace(bad, 'good');
    edits.undo();
    expect([draft.text, edits.current.struck]).toEqual([text, [not]]);
    edits.undo();
    expect([edits.edited, edits.current.struck]).toEqual([false, []]);
    edits.replace(bad, 'good');
    edits.strike(not);
    edits.reset();
    expect([draft.text, edits.edited, edits.original]).toEqual([text, false, null]);
  });

  it('end when something else is typed', () => {
    const { draft, edits } = edited();
    edits.strike(not);
    draft.text = 'another';
    expect(edits.current).toEqual({ text: 'another', struck: [] });
    expect(edits.original).toBeNull();
    edits.strike({ start: 0, end: 7 });
    expect(edits.original?.text).toBe('another');
  });

  it('count as the reader’s own text, so that leaving asks', () => {
    const draft = new Draft();
    draft.replace(text, 'an example');
    const edits = new Edits(draft);
    edits.replace(bad, 'good');
    expect(draft.unsaved).toBe(true);
    edits.undo();
    expect(draft.unsaved).toBe(false);
  });
});
