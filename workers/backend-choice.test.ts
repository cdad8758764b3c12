import { describe, expect, it } from 'vitest';
import { hasFallback, isPreferred, nextBackend } from './backend-choice';
import type { Measured } from './model-report';

const failure = (backend: Measured['backend']) => ({ backend, reason: 'no' });
const wasm: Measured = { backend: 'wasm-threads', forward: 0.04, gradient: 0.06 };
const gpu = (forward: number, gradient: number): Measured => ({ backend: 'webgpu', forward, gradient });

describe('isPreferred', () => {
  it.each([
    ['a GPU that is twice as quick', gpu(0.03, 0.02), true],
    ['one that is slower at rows and much quicker at gradients', gpu(0.05, 0.005), true],
    ['one that is about as quick', gpu(0.04, 0.05), false],
    ['one that is slower', gpu(0.4, 0.6), false],
    ['one that measured nothing', gpu(NaN, 0), false],
  ])('%s', (_, measured, preferred) => {
    expect(isPreferred(measured, wasm)).toBe(preferred);
  });
});

describe('nextBackend', () => {
  it('begins with what answers soonest, and ends with nothing', () => {
    expect(nextBackend([])).toBe('wasm-threads');
    expect(nextBackend([failure('wasm-threads')])).toBe('wasm');
    expect(nextBackend([failure('wasm'), failure('wasm-threads')])).toBe('webgpu');
    expect(nextBackend([failure('wasm'), failure('wasm-threads'), failure('webgpu')])).toBeUndefined();
  });
});

describe('hasFallback', () => {
  it('is WASM, never a GPU that nobody has tried', () => {
    expect(hasFallback('webgpu', [])).toBe(true);
    expect(hasFallback('wasm-threads', [])).toBe(true);
    expect(hasFallback('wasm', [failure('wasm-threads')])).toBe(false);
    expect(hasFallback('webgpu', [failure('wasm-threads'), failure('wasm')])).toBe(false);
  });
});
