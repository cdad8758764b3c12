import { afterEach, describe, expect, it, vi } from 'vitest';
import { isShared, shareable } from './shared-memory';

const content = [3, 1, 4, 1, 5];

afterEach(() => vi.unstubAllGlobals());

describe('shareable', () => {
  it('holds bytes once on an isolated page: those that were given are empty', () => {
    vi.stubGlobal('crossOriginIsolated', true);
    const given = Uint8Array.from(content);
    const shared = shareable(given);
    expect([...shared]).toEqual(content);
    expect(isShared(shared)).toBe(true);
    expect(given.buffer.byteLength).toBe(0);
  });

  it('gives the same bytes elsewhere', () => {
    vi.stubGlobal('crossOriginIsolated', false);
    const given = Uint8Array.from(content);
    expect(shareable(given)).toBe(given);
    expect([...given]).toEqual(content);
    expect(isShared(given)).toBe(false);
  });
});
