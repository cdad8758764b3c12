import { expect, it } from 'vitest';
import { FileClient } from './file-client';
import { FakeWorkers } from './testing/fake-workers';

it('tells of a worker that does not hear any more, ends its calls, and starts another for the next', async () => {
  const workers = new FakeWorkers();
  const lost: string[] = [];
  const client = new FileClient(workers.spawn, (reason) => lost.push(reason), 120);
  expect(await client.call(() => new Promise((late) => setTimeout(() => late(1), 400)))).toBe(1);
  expect(lost).toEqual([]);
  workers.hears = false;
  const waits = [
    client.call(() => new Promise(() => undefined)),
    client.call(() => new Promise(() => undefined)),
  ];
  for (const wait of waits) await expect(wait).rejects.toThrow('failed: it did not answer');
  expect(lost).toEqual(['it did not answer']);
  expect(workers.ended).toBe(1);
  workers.hears = true;
  expect(await client.call(() => Promise.resolve(2))).toBe(2);
  expect(workers.started).toBe(2);
  client.close();
});

it('ends the calls that wait for a worker that is closed, and tells of no loss', async () => {
  const workers = new FakeWorkers();
  const lost: string[] = [];
  const client = new FileClient(workers.spawn, (reason) => lost.push(reason), 120);
  const waits = client.call(() => new Promise(() => undefined));
  client.close();
  await expect(waits).rejects.toMatchObject({ name: 'AbortError', message: 'The file was closed' });
  expect([workers.ended, lost]).toEqual([1, []]);
});
