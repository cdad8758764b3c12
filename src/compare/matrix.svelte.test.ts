import { flushSync, mount, tick, unmount, type Component } from 'svelte';
import { afterEach, expect, it, vi } from 'vitest';
import { wordSpans } from '../../core/text/words';
import { Highlight, provideHighlight } from '../explain/highlight.svelte';
import { explanationBy } from '../explain/testing';
import { sharedAxis } from './axis';
import Matrix from './Matrix.svelte';
import { unitOf } from './unit';

let mounted: Record<string, unknown> | null = null;

afterEach(async () => {
  if (mounted) await unmount(mounted);
  document.body.replaceChildren();
});

it('draws the first hundred words, and gives the focus to the first of those that come on request', async () => {
  const text = Array.from({ length: 130 }, (_, at) => `word${at}`).join(' ');
  const spans = wordSpans(text);
  const explanation = explanationBy('lime', { spans, values: spans.map(() => 0.1) });
  const withHighlight: Component = (anchor) => {
    provideHighlight(new Highlight());
    return Matrix(anchor, {
      text,
      columns: [{ method: 'lime', phase: 'done', explanation, progress: null }],
      axis: sharedAxis([explanation]),
      unit: unitOf('probability'),
      order: 'text',
      conflicts: [],
      opened: null,
      onopen: vi.fn(),
    });
  };
  mounted = mount(withHighlight, { target: document.body, context: new Map() });
  flushSync();
  const words = () => document.querySelectorAll<HTMLElement>('button.word');
  expect(words()).toHaveLength(100);
  const more = document.querySelector<HTMLElement>('.more button')!;
  more.focus();
  more.click();
  flushSync();
  await tick();
  expect(words()).toHaveLength(130);
  // The button has gone.
  expect(document.querySelector('.more')).toBeNull();
  expect(document.activeElement).toBe(words()[100]);
  expect(words()[100]!.tabIndex).toBe(0);
});
