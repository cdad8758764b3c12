import { describe, expect, it } from 'vitest';
import { phraseFinder } from './phrases';

describe('a phrase in a text', () => {
  it.each([
    ['waiting', 'Still WAITING.', [6, 13]],
    ['wait', 'waiting, awaits', null],
    ['thank you', 'thank-you; Thank  you!', [11, 21]],
    ['thank you', 'thank, you', null],
    ["don't", 'I don’t', [2, 7]],
    ['!!!', 'no!!!', [2, 5]],
    ['!', 'no!!!', null],
  ])('%s in %j', (phrase, text, found) => {
    const span = phraseFinder(phrase)(text);
    expect(span && [span.start, span.end]).toEqual(found);
  });
});
