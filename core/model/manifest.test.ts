import { describe, expect, it } from 'vitest';
import { windowTokensOf } from './manifest';

describe('windowTokensOf', () => {
  it('is what the manifest states, else all that the model reads', () => {
    expect(windowTokensOf({ maxTokens: 512, windowTokens: 96 })).toBe(96);
    expect(windowTokensOf({ maxTokens: 512 })).toBe(512);
  });
});
