import { expect, it } from 'vitest';
import { readArchitectureGolden } from '../../test/architectures';
import { distanceBucket } from './distance-buckets';

it("gives each distance the bucket that transformers' MPNet does", async () => {
  const { buckets } = await readArchitectureGolden('mpnet');
  expect(buckets!.map((_, at) => distanceBucket(at - 200))).toEqual(buckets);
});
