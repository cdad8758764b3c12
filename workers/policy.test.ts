import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, sealedHtml } from './policy';

const page = (policy: string) =>
  `<head><meta http-equiv="Content-Security-Policy" content="${policy}"></head>`;

describe('sealedHtml', () => {
  it.each([
    ['as they are', (policy: string) => policy],
    ['as entities', (policy: string) => policy.replaceAll("'", '&#39;')],
  ])('changes whom the page may connect to, and nothing else, with quotes %s', (_, written) => {
    expect(sealedHtml(page(written(contentSecurityPolicy('self'))))).toBe(
      page(written(contentSecurityPolicy('none'))),
    );
  });

  it('never passes on a page that it did not change', () => {
    expect(() => sealedHtml('<head></head>')).toThrow('states no policy');
  });
});
