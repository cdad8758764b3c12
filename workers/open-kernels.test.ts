import { describe, expect, it } from 'vitest';
import { workerCount } from './open-kernels';

describe('workerCount', () => {
  it.each([
    ['the shipped model on few cores', 4, 8, 6.4e6, 4],
    ['the shipped model on many', 64, 8, 6.4e6, 8],
    ['the shipped model on a phone of 2 GB', 8, 2, 6.4e6, 3],
    ['the shipped model on a phone of 1 GB', 8, 1, 6.4e6, 1],
    ['the shipped model where the memory is not told', 8, undefined, 6.4e6, 6],
    ['a BERT of 110 million parameters', 16, 8, 110e6, 7],
    ['a BERT of 110 million parameters on a tablet', 8, 4, 110e6, 1],
    ['a model that is larger than all copies may be', 16, 8, 1.8e9, 1],
    ['a browser that tells no cores', 0, 8, 6.4e6, 1],
  ])('%s', (_, cores, memory, bytes, workers) => {
    expect(workerCount({ cores, memory }, bytes)).toBe(workers);
  });
});
