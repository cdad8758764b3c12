import { describe, expect, it } from 'vitest';
import { BackendUnavailable, probe, type Surroundings } from './backend';

const laptop: Surroundings = {
  gpu: { requestAdapter: async () => ({}) } as unknown as GPU,
  crossOriginIsolated: true,
  hardwareConcurrency: 4,
};

describe('probe', () => {
  it('takes WebGPU where there is an adapter', async () => {
    expect(await probe('webgpu', laptop)).toBe(1);
  });

  it.each([
    ['no WebGPU', undefined],
    ['no usable GPU', { requestAdapter: async () => null }],
    ['no usable GPU', { requestAdapter: async () => Promise.reject(new Error('blocked')) }],
  ])('says that there is %s', async (reason, gpu) => {
    const attempt = probe('webgpu', { ...laptop, gpu: gpu as unknown as GPU | undefined });
    await expect(attempt).rejects.toThrow(BackendUnavailable);
    await expect(attempt).rejects.toThrow(reason);
  });

  it('counts threads by cores, up to eight', async () => {
    expect(await probe('wasm-threads', laptop)).toBe(4);
    expect(await probe('wasm-threads', { ...laptop, hardwareConcurrency: 64 })).toBe(8);
  });

  it('says why there are no threads', async () => {
    await expect(probe('wasm-threads', { ...laptop, crossOriginIsolated: false })).rejects.toThrow(
      'cross-origin isolated',
    );
    await expect(probe('wasm-threads', { ...laptop, hardwareConcurrency: 1 })).rejects.toThrow(
      'one processor',
    );
  });

  it('can always run WASM on one thread', async () => {
    expect(await probe('wasm', { gpu: undefined, crossOriginIsolated: false, hardwareConcurrency: 1 })).toBe(
      1,
    );
  });
});
