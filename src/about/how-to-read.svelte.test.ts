import { flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach, expect, it } from 'vitest';
import { examples, type StoredExamples } from '../../core/analysis/examples';
import { wordSpans } from '../../core/text/words';
import { classificationOf, explanationBy } from '../explain/testing';
import { Model } from '../model/model.svelte';
import { providePage } from '../page/context';
import { Page } from '../page/page.svelte';
import HowToRead from './HowToRead.svelte';

const { text } = examples[0]!;
const spans = wordSpans(text);
const stored: StoredExamples = {
  format: 1,
  version: 'abc',
  date: '2026-01-01T00:00:00.000Z',
  classes: ['bad', 'good'],
  sets: null,
  examples: [
    {
      text,
      classification: classificationOf({ words: spans.length }),
      explanation: explanationBy('banzhaf', {
        spans,
        values: spans.map((_, index) => ({ 1: 0.31, 3: -0.17 })[index] ?? 0),
        standardErrors: spans.map(() => 0.004),
      }),
    },
  ],
};

let mounted: Record<string, unknown> | null = null;
let page: Page;

afterEach(async () => {
  if (mounted) await unmount(mounted);
  page.close();
  location.hash = '';
});

it('reads a picture in five steps, by the figures of an example that stands there before the model has come', () => {
  location.hash = '#/about';
  page = new Page(window, new Model('http://host/'), stored);
  const withPage: Component = (...parameters) => {
    providePage(page);
    return HowToRead(...parameters);
  };
  mounted = mount(withPage, { target: document.body, context: new Map() });
  flushSync();
  const steps = [...document.querySelectorAll('ol > li')].map((step) =>
    step.textContent.replace(/\s+/g, ' ').trim(),
  );
  expect(steps).toHaveLength(5);
  const word = (index: number) => text.slice(spans[index]!.start, spans[index]!.end);
  expect(steps[0]).toContain('60 %');
  expect(steps[2]).toContain(`as ${word(1)} does by +31 points`);
  expect(steps[2]).toContain(`as ${word(3)} does by −17`);
  expect(document.querySelector('.example .words')!.textContent).toContain(text);

  // Its words can be touched, and are as they were again.
  page.first.strike(spans[1]!);
  flushSync();
  expect(document.querySelector('.struck')!.textContent).toBe(word(1));
  document.querySelector<HTMLButtonElement>('.example .button')!.click();
  flushSync();
  expect(document.querySelector('.struck')).toBeNull();
});
