import { flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { classificationOf, summary } from '../explain/testing';
import { Model } from '../model/model.svelte';
import { providePage } from '../page/context';
import { Page } from '../page/page.svelte';
import Probabilities from './Probabilities.svelte';

describe('the probabilities', () => {
  let page: Page;
  let component: Record<string, unknown>;

  function show(classes: readonly string[], probabilities: readonly number[]): string[] {
    page = new Page(window, new Model('http://host/'));
    vi.spyOn(page.model.client!, 'call').mockReturnValue(new Promise(() => undefined));
    page.model.state = { phase: 'ready', summary: { ...summary, classes } };
    page.draft.text = 'good film';
    const withPage: Component = (...parameters) => {
      providePage(page);
      return Probabilities(...parameters);
    };
    component = mount(withPage, { target: document.body, context: new Map() });
    flushSync();
    page.reading.value = {
      text: 'good film',
      longText: 'windows',
      classification: classificationOf({ probabilities }),
    };
    flushSync();
    return [...document.querySelectorAll('.row')].map((row) => row.textContent.replace(/\s+/g, ' ').trim());
  }

  afterEach(async () => {
    await unmount(component);
    page.close();
  });

  it.each([
    [
      ['no', 'yes'],
      [0.25, 0.75],
    ],
    [
      ['1 star', '2 stars', '3 stars', '4 stars', '5 stars'],
      [0.1, 0.1, 0.1, 0.1, 0.6],
    ],
    [
      ['x'.repeat(40), 'y', 'y'],
      [0.8, 0.1, 0.1],
    ],
    [
      ['negative', 'neutral', 'positive'],
      [0.247, 0.107, 0.646],
      [25, 10, 65],
    ],
  ])(
    'are those of as many classes as there are, by any names: %j',
    (classes, probabilities, percents = probabilities.map((share) => 100 * share)) => {
      const rows = show(classes, probabilities);
      expect(rows).toEqual(classes.map((name, index) => `${name} ${percents[index]!} %`));
      const likeliest = classes[probabilities.indexOf(Math.max(...probabilities))];
      expect(document.querySelector('[data-testid="predicted"]')?.textContent).toBe(likeliest);
    },
  );

  it('mark the class that is explained, as in the view of a text', () => {
    show(['negative', 'neutral', 'positive'], [0.1, 0.2, 0.7]);
    const marked = () => [...document.querySelectorAll('.row.explained dt')].map((name) => name.textContent);
    expect(marked()).toEqual(['positive']);
    expect(document.querySelector('[data-testid="predicted"]')?.classList).toContain('explained');
    page.settings.set({ classIndex: 0 });
    flushSync();
    expect(marked()).toEqual(['negative']);
    expect(document.querySelector('[data-testid="predicted"]')?.classList).not.toContain('explained');
  });

  it('are those of the likeliest of many classes, and of all when asked', () => {
    const classes = Array.from({ length: 40 }, (_, index) => `intent ${index}`);
    const probabilities = classes.map((_, index) => (index === 30 ? 0.22 : 0.02));
    const rows = show(classes, probabilities);
    expect(rows).toHaveLength(6);
    expect(rows.slice(0, 2)).toEqual(['intent 30 22 %', 'intent 0 2 %']);
    const all = document.querySelector<HTMLButtonElement>('button[aria-expanded]')!;
    expect(all.textContent.trim()).toBe('All 40 classes');
    all.click();
    flushSync();
    expect(document.querySelectorAll('.row')).toHaveLength(40);
  });
});
