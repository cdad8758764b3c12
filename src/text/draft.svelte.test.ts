import { describe, expect, it } from 'vitest';
import { Draft } from './draft.svelte';

const note = (content: string | Uint8Array<ArrayBuffer>, name = 'note.txt') =>
  new File([content], name, { type: 'text/plain' });

describe('a draft', () => {
  it('brings back what was typed when an example comes in its place', () => {
    const draft = new Draft();
    draft.text = 'My own text.';
    draft.replace('An example.', 'the example “One”');
    expect([draft.text, draft.canUndo, draft.replaced?.by]).toEqual([
      'An example.',
      true,
      'the example “One”',
    ]);
    draft.undo();
    expect([draft.text, draft.canUndo, draft.isTyped]).toEqual(['My own text.', false, true]);
  });

  it('remembers what was typed over one example after another', () => {
    const draft = new Draft();
    draft.text = 'My own text.';
    draft.replace('An example.', 'one');
    draft.replace('Another example.', 'two');
    draft.undo();
    expect(draft.text).toBe('My own text.');
  });

  it('says no more what took the place of a text that the box’s own Undo brought back, but does when it is done again', () => {
    const draft = new Draft();
    draft.text = 'My own text.';
    draft.replace('A file.', 'the file “a.txt”');
    draft.text = 'My own text.';
    draft.text = 'My own text. More.';
    expect(draft.canUndo).toBe(false);
    draft.text = 'A file.';
    expect(draft.canUndo).toBe(true);
    draft.text = 'A file, edited.';
    expect(draft.canUndo).toBe(true);
  });

  it('knows from where its text was opened until another takes its place', () => {
    const draft = new Draft();
    const origin = { name: 'Row 3 of survey.csv', details: [], isThere: () => true };
    draft.text = 'My own text.';
    draft.replace('A row.', 'a row of the file', origin);
    draft.text = 'A row, edited.';
    expect(draft.origin).toBe(origin);
    draft.undo();
    expect(draft.origin).toBeNull();
    draft.replace('A row.', 'a row of the file', origin);
    // The same text, from elsewhere.
    draft.replace('A row.', 'an example');
    expect(draft.origin).toBeNull();
  });

  it('has nothing to bring back where nothing was typed', () => {
    const draft = new Draft();
    draft.replace('An example.', 'one');
    draft.replace('Another example.', 'two');
    expect([draft.canUndo, draft.unsaved]).toEqual([false, false]);
    draft.undo();
    expect(draft.text).toBe('Another example.');
    draft.text = ' \n';
    draft.replace('An example.', 'one');
    expect(draft.canUndo).toBe(false);
  });

  it('brings back, by a second undo, what was typed after the first replacement', () => {
    const draft = new Draft();
    draft.text = 'First.';
    draft.replace('An example.', 'one');
    draft.text = 'An example, edited.';
    draft.undo();
    expect(draft.text).toBe('First.');
    draft.undo();
    expect(draft.text).toBe('An example, edited.');
  });

  it('would lose a text of the reader’s own when left, and not an example', () => {
    const draft = new Draft();
    expect(draft.unsaved).toBe(false);
    draft.replace('An example.', 'one');
    expect(draft.unsaved).toBe(false);
    draft.text = 'An example, edited.';
    expect(draft.unsaved).toBe(true);
    draft.replace('Another example.', 'two');
    expect(draft.unsaved).toBe(true);
    draft.forget();
    expect([draft.unsaved, draft.canUndo]).toEqual([false, false]);
  });

  it('takes a file’s text, with one kind of line end', async () => {
    const draft = new Draft();
    draft.text = 'My own text.';
    await draft.open([note('one\r\ntwo\rthree')]);
    expect([draft.text, draft.replaced?.by]).toEqual(['one\ntwo\nthree', 'the file “note.txt”']);
    draft.undo();
    expect(draft.text).toBe('My own text.');
  });

  it('takes Latin-1, says that it was guessed, and is silent about it once another text comes', async () => {
    const draft = new Draft();
    await draft.open([note(Uint8Array.of(0x63, 0xe9))]);
    expect([draft.text, draft.fileError]).toEqual(['cé', '']);
    expect(draft.fileNote).toContain('read as Latin-1');
    draft.replace('An example', 'an example');
    expect(draft.fileNote).toBe('');
  });

  it.each([
    ['is empty', [note(' \n')], 'no text in it'],
    ['is no text inside', [note(Uint8Array.of(0x63, 0, 0xe9))], 'is no text'],
    ['is one of several', [note('a'), note('b')], 'One file at a time'],
    ['is no text', [new File(['%PDF'], 'scan.pdf', { type: 'application/pdf' })], 'not a plain-text file'],
  ])('keeps the text where a file %s, and says so until the next', async (_what, files, message) => {
    const draft = new Draft();
    draft.text = 'My own text.';
    await draft.open(files);
    expect(draft.fileError).toContain(message);
    expect([draft.text, draft.canUndo]).toEqual(['My own text.', false]);
    await draft.open([note('fine')]);
    expect(draft.fileError).toBe('');
  });

  it('keeps a file of rows for the view that reads it, until another comes', async () => {
    const draft = new Draft();
    const rows = new File(['text\ngood'], 'reviews.csv', { type: 'text/csv' });
    await draft.open([rows]);
    expect([draft.refusedRows, draft.text]).toEqual([rows, '']);
    expect(draft.fileError).toContain('“reviews.csv” holds rows');
    await draft.open([note('fine')]);
    expect([draft.refusedRows, draft.text]).toEqual([null, 'fine']);
  });

  it('has the box write, and knows whether the browser’s Undo brings the text back, while the box is there', () => {
    const draft = new Draft();
    const written: string[] = [];
    const detach = draft.attach((text) => written.push(text) > 0);
    draft.text = 'My own text.';
    draft.replace('An example.', 'one');
    expect([written, draft.replaced?.byBrowser]).toEqual([['An example.'], true]);
    detach();
    expect([draft.canUndo, draft.replaced?.byBrowser]).toEqual([true, false]);
    draft.undo();
    expect([written.length, draft.text]).toEqual([1, 'My own text.']);
  });
});
