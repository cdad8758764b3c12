import { expect, it } from 'vitest';
import { shareInWords } from './share-in-words';

it('says a share of as few as it can', () => {
  expect([0.9, 0.95, 0.93, 0.995].map(shareInWords)).toEqual([
    '9 of 10',
    '19 of 20',
    '93 of 100',
    '99.5 of 100',
  ]);
});
