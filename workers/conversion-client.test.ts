import { expect, it } from 'vitest';
import { ConversionClient } from './conversion-client';
import { FakeWorkers } from './testing/fake-workers';

it('ends its worker where that hears no more, with words, for what is asked after that too', async () => {
  const workers = new FakeWorkers({ open: () => new Promise(() => undefined) });
  workers.hears = false;
  const client = new ConversionClient(workers.spawn, 120);
  const words = 'The worker that read the model failed (it did not answer). Is there enough memory for it?';
  await expect(client.open(false, () => undefined)).rejects.toThrow(words);
  await expect(client.open(false, () => undefined)).rejects.toThrow(words);
  expect([workers.started, workers.ended]).toEqual([1, 1]);
});
