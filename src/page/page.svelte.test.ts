import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { classificationOf, comparisonOf, explanationBy, summary } from '../explain/testing';
import { Model } from '../model/model.svelte';
import { HeldModel, passed } from '../task/testing';
import { Page } from './page.svelte';

describe('the page', () => {
  let held: HeldModel;
  let page: Page;

  beforeEach(() => {
    vi.useFakeTimers();
    held = new HeldModel();
    const model = new Model('http://host/');
    vi.spyOn(model.client!, 'call').mockImplementation(held.client!.call);
    location.hash = '#/compare';
    page = new Page(window, model);
    flushSync();
  });

  afterEach(() => {
    page.close();
    vi.useRealTimers();
  });

  async function typed(text: string) {
    page.model.state = { phase: 'ready', summary };
    page.draft.text = text;
    await passed(250);
  }

  async function explained(text: string) {
    await typed(text);
    held.calls.classify[0]!.answer(classificationOf());
    await passed();
    page.explain();
    await passed();
    held.calls.explain[0]!.answer(comparisonOf([explanationBy('lime')]));
    await passed();
  }

  it('has the text read once the model is there', async () => {
    page.draft.text = 'good film';
    await passed(1000);
    expect(held.calls.classify).toHaveLength(0);
    page.model.state = { phase: 'ready', summary };
    await passed(250);
    expect(held.calls.classify.map(({ request }) => request.text)).toEqual(['good film']);
  });

  it('has it read again when long texts are to be read in another way, and for no other setting', async () => {
    await typed('good film');
    page.settings.set({ samples: 400, removal: 'delete', classIndex: 1 });
    await passed(1000);
    expect(held.calls.classify).toHaveLength(1);
    page.settings.set({ longText: 'truncate' });
    await passed(1000);
    expect(held.calls.classify.map(({ request }) => request.longText)).toEqual(['windows', 'truncate']);
  });

  it('knows what is read of the text in the box, and nothing once it has changed', async () => {
    await typed('good film');
    expect(page.current).toBeNull();
    held.calls.classify[0]!.answer(classificationOf({ windows: 3 }));
    await passed();
    expect(page.current?.windows).toBe(3);
    page.draft.text = 'good films';
    expect(page.current).toBeNull();
  });

  it('offers to explain while there is a text, words in it, a model and valid settings', async () => {
    expect(page.canExplain).toBe(false);
    await typed('good film');
    expect(page.canExplain).toBe(true);
    page.settings.set({ samples: 1 });
    expect(page.canExplain).toBe(false);
    page.settings.reset();
    held.calls.classify[0]!.answer(classificationOf({ words: 0 }));
    await passed();
    expect(page.canExplain).toBe(false);
    page.explain();
    await passed();
    expect(held.calls.explain).toHaveLength(0);
  });

  it('assesses an explanation by what it was asked with, whatever text and settings have become', async () => {
    await typed('good film');
    held.calls.classify[0]!.answer(classificationOf({ windows: 3 }));
    await passed();
    page.settings.set({ methods: ['lime'], removal: 'pad', topK: 4 });
    page.explain();
    await passed();
    held.calls.explain[0]!.answer(comparisonOf([explanationBy('lime')]));
    await passed();
    page.settings.set({ removal: 'delete', topK: 2, longText: 'truncate' });
    page.draft.text = 'another text';
    await passed(250);
    held.calls.classify.at(-1)!.answer(classificationOf({ windows: 1 }));
    await passed();
    const explained = page.explaining.whole!;
    expect(explained.classification.windows).toBe(3);
    void page.assessing.start(explained);
    await passed();
    expect(held.calls.assess[0]!.request).toMatchObject({
      text: 'good film',
      longText: 'windows',
      removal: 'pad',
      topK: 4,
    });
  });

  it('gives up measuring when something else is to be explained', async () => {
    await explained('good film');
    void page.assessing.start(page.explaining.whole!);
    await passed();
    page.explain();
    expect(held.calls.assess[0]!.signal.aborted).toBe(true);
    expect(page.assessing.phase).toBe('cancelled');
  });

  it('has the pace of a long text measured while it is to be compared, and no more once it is', async () => {
    const predict = vi.spyOn(held, 'predict');
    const long = { words: 100, tokens: 102, seenTokens: 102, readTokens: 102 };
    await typed('a long text');
    held.calls.classify[0]!.answer(classificationOf(long));
    await passed();
    expect(page.uncompared?.words).toBe(100);
    expect(predict).toHaveBeenCalled();
    page.explain();
    await passed();
    const times = predict.mock.calls.length;
    expect(page.uncompared).toBeNull();
    await passed(60_000);
    expect(predict).toHaveBeenCalledTimes(times);
  });

  it('explains one thing at a time', async () => {
    await typed('good film');
    page.explain();
    page.explain();
    held.calls.classify.at(-1)!.answer(classificationOf());
    await passed();
    expect(held.calls.explain).toHaveLength(1);
  });

  it('marks what is on show as of an earlier text, or of other settings', async () => {
    await explained('good film');
    expect(page.outdated).toEqual({ text: false, settings: false });
    page.settings.set({ seed: 7 });
    expect(page.outdated).toEqual({ text: false, settings: true });
    page.settings.reset();
    // The class that the model predicts, by its name: nothing else is asked.
    page.settings.set({ classIndex: 1 });
    expect(page.outdated).toEqual({ text: false, settings: false });
    page.settings.set({ classIndex: 0 });
    expect(page.outdated).toEqual({ text: false, settings: true });
    page.settings.reset();
    page.draft.text = 'bad film';
    expect(page.outdated).toEqual({ text: true, settings: false });
  });

  it('compares the short text that the comparison is opened with, and no text that is typed there', async () => {
    page.model.state = { phase: 'ready', summary };
    location.hash = '#/about';
    dispatchEvent(new Event('hashchange'));
    page.draft.text = 'good film';
    await passed();
    location.hash = '#/compare';
    dispatchEvent(new Event('hashchange'));
    await passed(250);
    held.calls.classify.at(-1)!.answer(classificationOf());
    await passed();
    expect(held.calls.explain.map(({ request }) => request.text)).toEqual(['good film']);
    held.calls.explain[0]!.answer(comparisonOf([explanationBy('lime')]));
    await passed();
    page.draft.text = 'good films';
    await passed(250);
    held.calls.classify.at(-1)!.answer(classificationOf());
    await passed();
    expect(held.calls.explain).toHaveLength(1);
  });

  it.each(['#/text', '#/about'])('opens %s with an example, which is no text of the reader’s', (hash) => {
    location.hash = hash;
    const other = new Page(window, page.model);
    expect(other.draft.isBlank).toBe(false);
    expect(other.draft.unsaved).toBe(false);
    other.close();
  });

  it('opens a link: the text comes in, the address forgets it', () => {
    location.hash = '#/text?text=secret';
    const other = new Page(window, page.model);
    expect(other.draft.text).toBe('secret');
    expect(location.hash).toBe('#/text');
    other.close();
  });

  it('hands a file of rows that was dropped on a text to the view of files, once', async () => {
    const rows = new File(['text\ngood'], 'reviews.csv', { type: 'text/csv' });
    await page.draft.open([rows]);
    page.openRows();
    expect(location.hash).toBe('#/file');
    expect([page.draft.fileError, page.draft.refusedRows]).toEqual(['', null]);
    expect(page.takeHanded()).toEqual({ content: rows, name: 'reviews.csv' });
    expect(page.takeHanded()).toBeNull();
  });

  it('reads and explains nothing more once it is closed', async () => {
    await typed('good film');
    page.close();
    expect(held.calls.classify[0]!.signal.aborted).toBe(true);
    page.draft.text = 'another text';
    await passed(1000);
    expect(held.calls.classify).toHaveLength(1);
  });
});
