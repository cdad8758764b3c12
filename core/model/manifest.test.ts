import { describe, expect, it } from 'vitest';
import { windowTokensOf } from './manifest';

describe('windowTokensOf', () => {
  it('is what the manifest states, else all that the model reads', () => {
    expect(windowTokensOf({ maxTokens: 512, windowTokens: 96 })).toBe(96);
    expect(windowTokensOf({ maxTokens: 512 })).toBe(512);
  });

  it.each([7, 513, 96.5, NaN, '96' as unknown as number])('refuses %j', (windowTokens) => {
    expect(() => windowTokensOf({ maxTokens: 512, windowTokens })).toThrow(
      /windowTokens is a whole number from 8 to 512, not/,
    );
  });
});
