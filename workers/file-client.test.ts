import * as Comlink from 'comlink';
import { expect, it } from 'vitest';
import { FileClient } from './file-client';
import type { WorkerHandle } from './worker-handle';

it('tells of a worker that does not hear any more, ends its calls, and starts another for the next', async () => {
  let hears = true;
  const lost: string[] = [];
  let [started, ended] = [0, 0];
  const spawn = (): WorkerHandle => {
    started++;
    const { port1, port2 } = new MessageChannel();
    Comlink.expose({ ping: () => (hears ? Promise.resolve() : new Promise(() => undefined)) }, port1);
    return {
      endpoint: port2,
      terminate: () => {
        ended++;
        port1.close();
      },
      onFailure: () => undefined,
    };
  };
  const client = new FileClient(spawn, (reason) => lost.push(reason), 120);
  expect(await client.call(() => new Promise((late) => setTimeout(() => late(1), 400)))).toBe(1);
  expect(lost).toEqual([]);
  hears = false;
  const waits = [
    client.call(() => new Promise(() => undefined)),
    client.call(() => new Promise(() => undefined)),
  ];
  for (const wait of waits) await expect(wait).rejects.toThrow('failed: it did not answer');
  expect(lost).toEqual(['it did not answer']);
  expect(ended).toBe(1);
  hears = true;
  expect(await client.call(() => Promise.resolve(2))).toBe(2);
  expect(started).toBe(2);
  client.close();
});
