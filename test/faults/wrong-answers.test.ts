import { describe, expect, it } from 'vitest';
import { backendOf } from '../browser/browser';
import { useSite } from './site';

/** What a host, or a network on the way, may answer with instead of a file. */
const wrongAnswers = {
  'a soft 404': () => Buffer.from('<!doctype html><title>Not found</title><p>There is nothing here.'),
  'a cut file': (content: Buffer) => content.subarray(0, content.length >> 1),
  'a flipped byte': (content: Buffer) => {
    const altered = Buffer.from(content);
    altered[altered.length >> 1]! ^= 1;
    return altered;
  },
} as const;

const files = {
  'index.html': /^index\.html$/,
  'the script': /^assets\/index-.*\.js$/,
  'the style': /^assets\/index-.*\.css$/,
  "the model's worker": /^assets\/model\.worker-.*\.js$/,
  "the runtime's loader": /^assets\/ort-.*\.js$/,
} as const;

describe('a host that answers wrongly once', () => {
  const site = useSite();
  /** Who is answered wrongly now. */
  let fooled: 'nobody' | 'service worker' | 'everybody' = 'nobody';

  it.each(
    Object.keys(files).flatMap((file) => Object.keys(wrongAnswers).map((answer) => [file, answer] as const)),
  )('is well again once the host is: %s, answered by %s during the install', async (file, answer) => {
    const path = files[file as keyof typeof files];
    const wrong = wrongAnswers[answer as keyof typeof wrongAnswers];
    await site.open({
      alter: (asked, content, { headers }) => {
        // What elements and imports ask for has a destination; what the service worker fetches has none.
        const isFooled = fooled === 'everybody' || headers['sec-fetch-dest'] === 'empty';
        return fooled !== 'nobody' && isFooled && path.test(asked) ? wrong(content) : content;
      },
    });
    fooled = 'service worker';
    await site.visit();
    await backendOf(site.page);
    await site.offline('not-kept');
    expect(await site.installed(), 'nothing is installed that did not come right').toBe(false);
    fooled = 'everybody';
    await site.page.reload();
    expect(await site.installed()).toBe(false);
    fooled = 'nobody';
    await site.page.reload();
    expect(await backendOf(site.page)).toBe('wasm-threads');
    await site.offline('kept');
    expect(await site.installed()).toBe(true);
  });
});
