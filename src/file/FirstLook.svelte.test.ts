import { flushSync, mount, unmount } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import FirstLook from './FirstLook.svelte';
import type { FileWork } from './file-work.svelte';

vi.mock('../page/context', () => ({ usePage: () => ({ settings: { choices: { longText: 'windows' } } }) }));

describe('the first look', () => {
  let component: Record<string, unknown>;

  function show(phase: 'running' | 'failed', isText = true) {
    const looking = { phase, value: null, error: phase === 'failed' ? 'it is damaged' : '' };
    const work = {
      name: 'survey.csv.gz',
      opening: { isText, looking, reading: { phase: 'idle', progress: null, error: '' } },
      keeping: { known: null },
      origin: { reading: {} },
    } as unknown as FileWork;
    component = mount(FirstLook, { target: document.body, props: { work } });
    flushSync();
    return {
      said: document.querySelector('[role="status"]')!.textContent.trim(),
      choices: document.querySelectorAll('select').length,
    };
  }

  afterEach(() => unmount(component));

  it('says that it is under way, and offers nothing to choose before anything is known', () => {
    expect(show('running')).toEqual({ said: 'Looking at the beginning of the file', choices: 0 });
  });

  it('offers no other way to read what is no text', () => {
    expect(show('failed', false).choices).toBe(0);
    expect(document.querySelector('[role="alert"]')!.textContent).toContain('It is damaged');
  });

  it('offers another way to read a text where that failed', () => {
    expect(show('failed').choices).toBeGreaterThan(0);
    expect(document.querySelector('[role="alert"]')!.textContent).toContain('It is damaged');
  });
});
