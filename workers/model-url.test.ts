import { describe, expect, it } from 'vitest';
import { modelUrl } from './model-url';

describe('modelUrl', () => {
  it('is the fallback, beside the page', () => {
    expect(modelUrl('https://host/sub/index.html', 'models/sentiment')).toBe(
      'https://host/sub/models/sentiment/',
    );
  });

  it('is the folder that ?model= names', () => {
    expect(modelUrl('https://host/sub/?model=models/tiny-1.0/', 'models/x')).toBe(
      'https://host/sub/models/tiny-1.0/',
    );
    expect(modelUrl('https://host/?model=./other', 'models/x')).toBe('https://host/other/');
  });

  it.each([
    'https://elsewhere/m',
    '//elsewhere/m',
    '/root',
    '../up',
    'a/../../b',
    'data:x',
    '',
    'a?b',
    'a#b',
    'a\\b',
  ])('refuses %j', (model) => {
    const page = `https://host/?model=${encodeURIComponent(model)}`;
    expect(() => modelUrl(page, 'models/x')).toThrow(/folder beside this page/);
  });
});
