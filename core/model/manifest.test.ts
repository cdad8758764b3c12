import { describe, expect, it } from 'vitest';
import tiny from '../../test/fixtures/tiny-model/manifest.json';
import { readManifest, windowTokensOf } from './manifest';

describe('windowTokensOf', () => {
  it('is what the manifest states, else all that the model reads', () => {
    expect(windowTokensOf({ maxTokens: 512, windowTokens: 96 })).toBe(96);
    expect(windowTokensOf({ maxTokens: 512 })).toBe(512);
  });
});

describe('readManifest', () => {
  it('takes the languages that a model has learnt, by their codes', () => {
    expect(readManifest(tiny, 'manifest.json').languages).toBeUndefined();
    expect(readManifest({ ...tiny, languages: ['en', 'pt-BR'] }, 'manifest.json').languages).toEqual([
      'en',
      'pt-BR',
    ]);
    for (const languages of [[], ['English'], 'en']) {
      expect(() => readManifest({ ...tiny, languages }, 'manifest.json')).toThrow(/languages/);
    }
  });

  it('takes conformal sets, and no threshold that is no probability', () => {
    const conformal = { coverage: 0.9, threshold: 0.2 };
    expect(readManifest({ ...tiny, conformalSets: conformal }, 'manifest.json').conformalSets).toEqual(
      conformal,
    );
    expect(readManifest(tiny, 'manifest.json').conformalSets).toBeUndefined();
    expect(() =>
      readManifest({ ...tiny, conformalSets: { ...conformal, threshold: 2 } }, 'manifest.json'),
    ).toThrow(/threshold has to be a number from 0 to 1/);
  });
});
