import { describe, expect, it } from 'vitest';
import { logged } from './logged-request';

const page = 'https://host/some/where/?model=x#/about';
const entry = (name: string, workerStart = 0) =>
  logged({ name, startTime: 12, initiatorType: 'script', workerStart }, page);

describe('logged', () => {
  it('names what lies below the page by its path, and who answered', () => {
    expect(entry('https://host/some/where/assets/a.js', 3)).toEqual({
      at: 12,
      by: 'script',
      address: 'assets/a.js',
      isOwnOrigin: true,
      answer: 'service worker',
    });
    expect(entry('https://host/some/where/')).toMatchObject({
      address: './',
      answer: 'network or HTTP cache',
    });
  });

  it('tells what is on another origin by its whole address', () => {
    expect(entry('https://host/elsewhere.js')).toMatchObject({
      address: 'https://host/elsewhere.js',
      isOwnOrigin: true,
    });
    expect(entry('https://other/a.js')).toMatchObject({ address: 'https://other/a.js', isOwnOrigin: false });
    expect(entry('blob:https://host/1-2')).toMatchObject({ isOwnOrigin: true });
  });
});
