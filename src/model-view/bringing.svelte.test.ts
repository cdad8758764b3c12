import * as Comlink from 'comlink';
import { describe, expect, it, vi } from 'vitest';
import type { BroughtModel } from '../../workers/model-location';
import type { BroughtOffer, ConversionApi } from '../../workers/conversion-api';
import type { ConversionProgress } from '../../workers/convert-folder';
import { Bringing } from './bringing.svelte';

const model: BroughtModel = { name: 'mine', files: {} };

/** Brings what a worker of the test's own makes an offer of. */
function bringing(offer: BroughtOffer | Error, opened: BroughtModel | Error = model) {
  const ended: (() => void)[] = [];
  const onOpen = vi.fn<(brought: BroughtModel) => void>();
  const spawn = () => {
    const { port1, port2 } = new MessageChannel();
    const api: ConversionApi = {
      look: () => (offer instanceof Error ? Promise.reject(offer) : Promise.resolve(offer)),
      open: (_sealed: boolean, onProgress: (progress: ConversionProgress) => void) => {
        onProgress({ phase: 'golden' });
        return opened instanceof Error ? Promise.reject(opened) : Promise.resolve(opened);
      },
    };
    Comlink.expose(api, port1);
    const terminate = vi.fn(() => port1.close());
    ended.push(terminate);
    return { endpoint: port2, terminate, onFailure: () => undefined };
  };
  return { state: new Bringing(spawn, onOpen), onOpen, ended };
}

const none = Promise.resolve([]);

describe('bringing a model', () => {
  it('opens a small one at once, and ends its worker', async () => {
    const { state, onOpen, ended } = bringing({ name: 'mine', kind: 'checkpoint', bytes: 25e6 });
    await state.bring(none);
    expect(onOpen).toHaveBeenCalledExactlyOnceWith(model);
    expect(state.stage.phase).toBe('idle');
    expect(ended[0]).toHaveBeenCalledOnce();
  });

  it('offers one of more than 25 MB first, and opens it when the reader says so', async () => {
    const offer = { name: 'mine', kind: 'checkpoint', bytes: 25e6 + 1 } as const;
    const { state, onOpen } = bringing(offer);
    await state.bring(none);
    expect(state.stage).toEqual({ phase: 'offered', offer });
    expect(onOpen).not.toHaveBeenCalled();
    await state.open();
    expect(onOpen).toHaveBeenCalledExactlyOnceWith(model);
  });

  it('tells what is wrong with it, and what is wrong with what was dropped', async () => {
    const { state, onOpen, ended } = bringing(new Error('config.json: model_type is missing'));
    await state.bring(none);
    expect(state.stage).toEqual({ phase: 'failed', message: 'config.json: model_type is missing' });
    expect(ended[0]).toHaveBeenCalledOnce();
    await state.bring(Promise.reject(new Error('That holds too many files')));
    expect(state.stage).toEqual({ phase: 'failed', message: 'That holds too many files' });
    expect(onOpen).not.toHaveBeenCalled();
  });

  it('opens nothing that was put away', async () => {
    const { state, onOpen } = bringing({ name: 'mine', kind: 'onnx', bytes: 1 });
    const brought = state.bring(none);
    state.cancel();
    await brought;
    expect(onOpen).not.toHaveBeenCalled();
    expect(state.stage.phase).toBe('idle');
  });
});
