import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { TeachClient } from './teach-client';
import { FakeWorkers } from './testing/fake-workers';
import type { WorkerHandle } from './worker-handle';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function clientOf(): { client: TeachClient; end: (reason: string) => void } {
  let end: (reason: string) => void = () => undefined;
  const handle: WorkerHandle = {
    endpoint: new MessageChannel().port1,
    terminate: () => undefined,
    onFailure: (callback) => (end = callback),
  };
  return { client: new TeachClient(() => handle), end: (reason) => end(reason) };
}

it('ends the calls that wait for a worker that has ended, and starts another for the next', async () => {
  const { client, end } = clientOf();
  const waits = client.call(() => new Promise(() => undefined));
  end('it ended');
  await expect(waits).rejects.toMatchObject({ name: 'TeacherLost', message: 'it ended' });
  expect(client.isOpen).toBe(false);
  expect(await client.call(() => Promise.resolve(1))).toBe(1);
  client.close();
});

it('ends the calls that wait for a worker that does not hear any more, and lets one that does take its time', async () => {
  const workers = new FakeWorkers();
  const client = new TeachClient(workers.spawn, 120);
  expect(await client.call(() => new Promise((late) => setTimeout(() => late(1), 400)))).toBe(1);
  expect([workers.ended, client.isOpen]).toEqual([0, true]);
  workers.hears = false;
  const waits = client.call(() => new Promise(() => undefined));
  await expect(waits).rejects.toMatchObject({ name: 'TeacherLost', message: 'it did not answer' });
  expect([workers.ended, client.isOpen]).toEqual([1, false]);
});

it('keeps nothing of the calls that have ended while its worker lives', async () => {
  const { client } = clientOf();
  const given: WeakRef<object>[] = [];
  for (let call = 0; call < 20; call++) {
    await client
      .call(() => Promise.resolve(new Float32Array(1000)))
      .then((value) => given.push(new WeakRef(value)));
  }
  // A reference that was made in this task holds until its end.
  await new Promise((next) => setTimeout(next));
  collectGarbage();
  expect(given.filter((reference) => reference.deref() !== undefined)).toEqual([]);
  expect(client.isOpen).toBe(true);
  client.close();
});
