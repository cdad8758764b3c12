import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Backend } from '../../workers/api';
import { classificationOf } from '../explain/testing';
import { HeldModel, settle } from '../task/testing';
import { Pace } from './pace.svelte';
import type { Priced } from './pace-measuring.svelte';

describe('the pace of a model', () => {
  const classification = classificationOf({ readTokens: 2048 });
  const priced: Priced = { text: 'a long text', longText: 'truncate', classification };
  let held: HeldModel;
  let model: ConstructorParameters<typeof Pace>[0] & { busy: boolean; summary: { backend: Backend } | null };
  let pace: Pace;
  let askCost: (signal: AbortSignal) => Promise<number>;

  beforeEach(() => {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000));
    held = new HeldModel();
    askCost = () => Promise.resolve(15);
    model = {
      client: held.client,
      busy: false,
      summary: { backend: 'wasm-threads' },
      gradientCost: { ask: (signal) => askCost(signal) },
    };
    pace = new Pace(model);
  });
  afterEach(() => vi.restoreAllMocks());

  /** As the effect of a page does it: again whenever something has changed. */
  async function followed(...methods: Parameters<Pace['follow']>[1] & {}) {
    for (let i = 0; i < 3; i++) {
      pace.follow(priced, methods);
      await settle();
      flushSync();
    }
  }
  const seconds = (method: 'lime' | 'saliency') => pace.secondsOf(method, 10, classification);

  it('is that of forward rows where no method asks for gradients', async () => {
    const asked = vi.fn(askCost);
    askCost = asked;
    await followed('lime');
    // A row was read in a second.
    expect([seconds('lime'), seconds('saliency'), asked.mock.calls.length]).toEqual([10, null, 0]);
  });

  it('is that of gradients too where one does', async () => {
    await followed('lime', 'saliency');
    expect([seconds('lime'), seconds('saliency')]).toEqual([10, 150]);
  });

  it('is measured as the text is to be read', async () => {
    const asked: unknown[] = [];
    const { call } = held.client!;
    held.client!.call = (body, signal) =>
      call((api, cancel) => {
        const watched = {
          ...api,
          predict: (request: unknown) => (asked.push(request), held.predict(signal!)),
        };
        return body(watched as never, cancel);
      }, signal);
    await followed('lime');
    expect(asked[0]).toEqual({ texts: ['a long text'], longText: 'truncate' });
  });

  it('is not told where gradients cannot be measured, which is not tried on and on', async () => {
    const asked = vi.fn(() => Promise.reject(new Error('no')));
    askCost = asked;
    await followed('saliency');
    expect([seconds('saliency'), pace.inVain, asked.mock.calls.length]).toEqual([null, true, 1]);
    expect(seconds('lime')).toBe(10);
    expect(pace.whyUntold).toContain('busy');
  });

  it('is forgotten where another backend reads, and measured again', async () => {
    await followed('saliency');
    model.summary = { backend: 'webgpu' };
    askCost = () => Promise.resolve(2);
    pace.follow(null);
    expect(seconds('saliency')).toBeNull();
    await followed('saliency');
    expect(seconds('saliency')).toBe(20);
  });

  it('is not measured while there is no price to be told, or more of the model is loaded', async () => {
    const predict = vi.spyOn(held, 'predict');
    pace.follow(null, ['lime']);
    model.busy = true;
    pace.follow(priced, ['lime']);
    model.busy = false;
    model.summary = null;
    pace.follow(priced, ['lime']);
    await settle();
    expect(predict).not.toHaveBeenCalled();
  });

  it('gives way while gradients are measured', async () => {
    let signal: AbortSignal | undefined;
    askCost = (asked) => {
      signal = asked;
      return new Promise(() => undefined);
    };
    await followed('saliency');
    pace.giveWay();
    expect(signal!.aborted).toBe(true);
    expect(pace.inVain).toBe(false);
  });
});
