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
  /** Which files are answered wrongly now, and how. */
  let fault: { readonly path: RegExp; readonly answer: (content: Buffer) => Buffer } | null = null;

  it.each(
    Object.keys(files).flatMap((file) => Object.keys(wrongAnswers).map((answer) => [file, answer] as const)),
  )('is well again once the host is: %s, answered by %s during the install', async (file, answer) => {
    await site.open({
      alter: (path, content) => (fault?.path.test(path) ? fault.answer(content) : content),
    });
    fault = {
      path: files[file as keyof typeof files],
      answer: wrongAnswers[answer as keyof typeof wrongAnswers],
    };
    await site.visit();
    await new Promise((later) => setTimeout(later, 1_500));
    expect(await site.installed(), 'nothing is installed that did not come right').toBe(false);
    fault = null;
    await site.page.reload();
    expect(await backendOf(site.page)).toBe('wasm-threads');
    await expect.poll(() => site.installed(), { timeout: 60_000 }).toBe(true);
  });
});
