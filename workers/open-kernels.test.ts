import { describe, expect, it } from 'vitest';
import { workerCount } from './open-kernels';

describe('workerCount', () => {
  it.each([
    ['the shipped model on few cores', 4, 6.4e6, 4],
    ['the shipped model on many', 64, 6.4e6, 8],
    ['a BERT of 110 million parameters', 16, 110e6, 4],
    ['a model that is larger than all copies may be', 16, 900e6, 1],
    ['a browser that tells no cores', 0, 6.4e6, 1],
  ])('%s', (_, cores, bytes, workers) => {
    expect(workerCount(cores, bytes)).toBe(workers);
  });
});
