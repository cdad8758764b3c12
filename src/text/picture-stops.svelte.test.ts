import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PictureStops } from './picture-stops.svelte';

describe('the stops of a coloured text', () => {
  let open = $state<readonly boolean[]>([]);
  let ends = $state<readonly number[]>([]);
  let rightToLeft = $state(false);
  let stops: PictureStops;
  let root: HTMLElement;

  beforeEach(() => {
    open = [true, false];
    ends = [2, 4];
    rightToLeft = false;
    stops = new PictureStops(() => ({
      sentences: ends.map((endWord, place) => ({ firstWord: ends[place - 1] ?? 0, endWord })),
      rightToLeft,
      isOpen: (place) => open[place]!,
    }));
    root = document.createElement('div');
    root.tabIndex = -1;
    document.body.append(root);
    stops.root = root;
    draw('word-0', 'word-1', 'sentence-1');
  });
  afterEach(() => root.remove());

  function draw(...names: string[]) {
    root.replaceChildren(
      ...names.map((name) => {
        const stop = document.createElement('span');
        stop.tabIndex = -1;
        stop.dataset['stop'] = name;
        return stop;
      }),
    );
  }

  const focused = () => (document.activeElement as HTMLElement | null)?.dataset['stop'];

  /** Presses a key on a stop, and tells whether that was kept from the browser. */
  async function press(
    name: string,
    init: KeyboardEventInit,
    actions: Partial<Parameters<PictureStops['press']>[1]> = {},
  ): Promise<boolean> {
    const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
    const handle = (event: Event) =>
      stops.press(event as KeyboardEvent, { activate: () => undefined, undo: null, ...actions });
    const element = stops.elementOf(name)!;
    element.addEventListener('keydown', handle, { once: true });
    element.dispatchEvent(event);
    await tick();
    return event.defaultPrevented;
  }

  it('are one for Tab: the first, then the last that was gone to, while it stands', () => {
    expect(stops.current).toBe('word-0');
    stops.choose('word-1');
    expect(stops.current).toBe('word-1');
    stops.choose('word-3');
    expect(stops.current).toBe('word-0');
    open = [true, true];
    expect(stops.current).toBe('word-3');
    open = [false, true];
    stops.choose('word-0');
    expect(stops.current).toBe('sentence-0');
    stops.choose('word-9');
    expect(stops.current).toBe('sentence-0');
    // Folded no longer, or gone with its text.
    stops.choose('sentence-1');
    expect(stops.current).toBe('sentence-0');
    ends = [];
    stops.choose('sentence-1');
    expect(stops.current).toBe('sentence-0');
  });

  it('are led through by arrows, against the line in a text from the right', async () => {
    await stops.focus('word-0');
    expect(await press('word-0', { key: 'ArrowRight' })).toBe(true);
    expect([focused(), stops.current]).toEqual(['word-1', 'word-1']);
    await press('word-1', { key: 'End' });
    expect(focused()).toBe('sentence-1');
    rightToLeft = true;
    await press('sentence-1', { key: 'ArrowRight' });
    expect(focused()).toBe('word-1');
    expect(await press('word-1', { key: 'ArrowLeft', altKey: true })).toBe(false);
    expect(await press('word-1', { key: 'x' })).toBe(false);
    expect(focused()).toBe('word-1');
  });

  it('act by Enter and Space, fold by Escape, and take back by Ctrl+Z where there is anything', async () => {
    const [activate, escape, undo] = [vi.fn(), vi.fn(), vi.fn()];
    expect(await press('word-0', { key: 'Enter' }, { activate })).toBe(true);
    expect(await press('word-0', { key: ' ' }, { activate })).toBe(true);
    expect(activate).toHaveBeenCalledTimes(2);
    await press('word-0', { key: 'Escape' }, { escape });
    expect(escape).toHaveBeenCalledOnce();
    expect(await press('word-0', { key: 'z', ctrlKey: true }, { undo })).toBe(true);
    expect(undo).toHaveBeenCalledOnce();
    // The text box's own undo, then.
    expect(await press('word-0', { key: 'z', ctrlKey: true })).toBe(false);
  });

  it('keep the focus when they are drawn anew: the text holds it meanwhile', async () => {
    await stops.focus('word-1');
    stops.holdFocus();
    draw();
    expect(document.activeElement).toBe(root);
    draw('word-0', 'word-1');
    stops.passFocus();
    expect(focused()).toBe('word-1');
    stops.holdFocus();
    ends = [1, 2];
    draw('word-0');
    stops.passFocus();
    expect(focused()).toBe('word-0');
  });

  it('take no focus that is elsewhere, unless they are told to', async () => {
    const other = document.createElement('button');
    document.body.append(other);
    other.focus();
    stops.holdFocus();
    stops.passFocus();
    expect(document.activeElement).toBe(other);
    stops.takeFocus();
    expect(document.activeElement).toBe(root);
    await tick();
    expect(focused()).toBe('word-0');
    other.remove();
  });
});
