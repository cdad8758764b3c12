import { describe, expect, it } from 'vitest';
import { BackendUnavailable, probe, type Surroundings } from './backend';

const gpuOf = (info: object) =>
  ({ requestAdapter: async () => ({ info: { ...named, ...info } }) }) as unknown as GPU;
const named = { vendor: 'intel', architecture: 'gen-12lp', device: '', description: '' };

const laptop: Surroundings = {
  gpu: gpuOf({ isFallbackAdapter: false }),
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

  it.each([
    { isFallbackAdapter: true },
    { vendor: 'google', architecture: 'swiftshader' },
    { vendor: 'mesa', description: 'llvmpipe (LLVM 19.1.7, 256 bits)' },
    { vendor: 'microsoft', description: 'Microsoft Basic Render Driver' },
  ])('refuses what is no GPU: %o', async (info) => {
    const attempt = probe('webgpu', { ...laptop, gpu: gpuOf(info) });
    await expect(attempt).rejects.toThrow(BackendUnavailable);
    await expect(attempt).rejects.toThrow('software');
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
