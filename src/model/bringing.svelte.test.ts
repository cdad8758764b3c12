import * as Comlink from 'comlink';
import { describe, expect, it, vi } from 'vitest';
import type { BroughtModel } from '../../workers/model-location';
import type { ConversionApi, ModelOffer, OpeningProgress } from '../../workers/conversion-api';
import type { HostedFolder } from '../../workers/hosted-folder';
import { Asking, Bringing } from './bringing.svelte';

const model: BroughtModel = { name: 'mine', files: {} };

/** Workers of the test's own, which make an offer and then a model. */
function workers(offer: ModelOffer | Error, opened: BroughtModel | Error) {
  const ended: (() => void)[] = [];
  const fetched: HostedFolder[] = [];
  const spawn = () => {
    const { port1, port2 } = new MessageChannel();
    const api: ConversionApi = {
      ping: () => Promise.resolve(),
      look: () => (offer instanceof Error ? Promise.reject(offer) : Promise.resolve(offer)),
      fetch: (folder: HostedFolder) => {
        fetched.push(folder);
        return Promise.resolve();
      },
      open: (_sealed: boolean, onProgress: (progress: OpeningProgress) => void) => {
        onProgress({ phase: 'golden' });
        return opened instanceof Error ? Promise.reject(opened) : Promise.resolve(opened);
      },
    };
    Comlink.expose(api, port1);
    const terminate = vi.fn(() => port1.close());
    ended.push(terminate);
    return { endpoint: port2, terminate, onFailure: () => undefined };
  };
  return { spawn, ended, fetched };
}

/** Brings what a worker of the test's own makes an offer of. */
function bringing(offer: ModelOffer | Error, opened: BroughtModel | Error = model) {
  const { spawn, ended } = workers(offer, opened);
  const onOpen = vi.fn<(brought: BroughtModel) => void>();
  return { state: new Bringing(spawn, onOpen), onOpen, ended };
}

/** Asks for a folder of the host. */
function asking(found: HostedFolder | null | Error, opened: BroughtModel | Error = model) {
  const { spawn, ended, fetched } = workers(new Error('nothing was brought'), opened);
  const onOpen = vi.fn<(brought: BroughtModel) => void>();
  const onAsIs = vi.fn();
  const look = () => (found instanceof Error ? Promise.reject(found) : Promise.resolve(found));
  return { state: new Asking(spawn, onOpen, onAsIs, look), onOpen, onAsIs, ended, fetched };
}

const hosted = (changes: Partial<HostedFolder>): HostedFolder => ({
  base: 'http://host/mine/',
  name: 'mine',
  kind: 'checkpoint',
  bytes: 1e6,
  description: ['config.json'],
  weights: ['model.safetensors'],
  ...changes,
});

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

describe('asking for a model of the host', () => {
  it('loads an exported one as it is, and one of which nothing is known, which will say why', async () => {
    for (const found of [null, hosted({ kind: 'exported' })]) {
      const { state, onAsIs, onOpen, ended } = asking(found);
      await state.ask();
      expect(onAsIs).toHaveBeenCalledOnce();
      expect(onOpen).not.toHaveBeenCalled();
      expect(state.stage.phase).toBe('idle');
      expect(ended).toHaveLength(0);
    }
  });

  it('fetches and makes ready one in the Hugging Face form', async () => {
    const folder = hosted({});
    const { state, onAsIs, onOpen, ended, fetched } = asking(folder);
    await state.ask();
    expect(fetched).toEqual([folder]);
    expect(onOpen).toHaveBeenCalledExactlyOnceWith(model);
    expect(onAsIs).not.toHaveBeenCalled();
    expect(ended[0]).toHaveBeenCalledOnce();
  });

  it.each([{ bytes: 25e6 + 1 }, { bytes: null }, { bytes: 25e6 + 1, kind: 'exported' as const }])(
    'loads nothing of %o before its reader says so',
    async (changes) => {
      const folder = hosted(changes);
      const { state, onAsIs, onOpen, fetched } = asking(folder);
      await state.ask();
      expect(state.stage).toEqual({ phase: 'offered', offer: folder });
      expect(state.busy).toBe(true);
      expect(fetched).toHaveLength(0);
      await state.open();
      expect(onOpen).toHaveBeenCalledTimes(folder.kind === 'exported' ? 0 : 1);
      expect(onAsIs).toHaveBeenCalledTimes(folder.kind === 'exported' ? 1 : 0);
    },
  );

  it('tells what is wrong with it, found before or after its reader agreed', async () => {
    const refused = asking(new Error('too large'));
    await refused.state.ask();
    expect(refused.state.stage).toEqual({ phase: 'failed', message: 'too large' });
    const broken = asking(hosted({ bytes: 26e6 }), new Error('broken'));
    await broken.state.ask();
    await broken.state.open();
    expect(broken.state.stage).toEqual({ phase: 'failed', message: 'broken' });
    expect(broken.onOpen).not.toHaveBeenCalled();
  });
});
