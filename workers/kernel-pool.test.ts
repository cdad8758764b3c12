import * as Comlink from 'comlink';
import { afterEach, describe, expect, it } from 'vitest';
import type { TokenBatch } from '../runtime/forward';
import { KernelPool } from './kernel-pool';
import type { KernelModel, KernelService } from './kernel-service';
import type { WorkerHandle } from './worker-handle';

const model = {} as KernelModel;

/** A worker whose logits of a row are its first token id and the number of the worker. */
interface FakeWorker extends WorkerHandle {
  terminated: boolean;
  /** Rows of each batch that it was given. */
  readonly batches: number[];
  fail(message: string): void;
  /** Fails as soon as somebody listens. */
  failAtOnce(message: string): void;
  /** Answers nothing from then on. */
  hang(): void;
  /** Is refused memory for more rows than these. */
  most: number;
}

const ports: MessagePort[] = [];
afterEach(() => ports.splice(0).forEach((port) => port.close()));

function fakeWorker(number: number, open: () => void = () => undefined): FakeWorker {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const batches: number[] = [];
  const service: Pick<KernelService, 'open' | 'logits'> = {
    open,
    logits: async ({ ids, mask, rows, length }: TokenBatch) => {
      if (hangs) await new Promise(() => undefined);
      if (rows > worker.most) throw new RangeError('out of memory: the kernels are given no more');
      batches.push(rows);
      expect([ids.length, mask.length]).toEqual([rows * length, rows * length]);
      return Float32Array.from({ length: 2 * rows }, (_, at) =>
        at % 2 === 0 ? ids[(at / 2) * length]! : number,
      );
    },
  };
  Comlink.expose(service, port1);
  let onFailure: (message: string) => void = () => undefined;
  let hangs = false;
  let failure: string | null = null;
  const worker: FakeWorker = {
    endpoint: port2,
    terminated: false,
    most: Infinity,
    batches,
    terminate: () => (worker.terminated = true),
    onFailure: (callback) => {
      onFailure = callback;
      if (failure !== null) callback(failure);
    },
    fail: (message) => onFailure(message),
    failAtOnce: (message) => (failure = message),
    hang: () => (hangs = true),
  };
  return worker;
}

function spawning(workers: readonly FakeWorker[]): () => WorkerHandle {
  const left = [...workers];
  return () => left.shift()!;
}

const batchOf = (rows: number): TokenBatch => ({
  ids: Int32Array.from({ length: 3 * rows }, (_, at) => (at % 3 === 0 ? at / 3 : -1)),
  mask: new Uint8Array(3 * rows).fill(1),
  rows,
  length: 3,
});

describe('KernelPool', () => {
  it.each([1, 2, 3, 7, 64])(
    'gives each of three workers its share of %i rows, and keeps their order',
    async (rows) => {
      const workers = [0, 1, 2].map((number) => fakeWorker(number));
      const pool = await KernelPool.open(model, 3, { spawn: spawning(workers) });
      const logits = await pool.logits(batchOf(rows));
      expect(Array.from({ length: rows }, (_, row) => logits[2 * row])).toEqual([...new Array(rows).keys()]);
      const shares = workers.map(({ batches }) => batches[0] ?? 0);
      expect(shares.reduce((sum, share) => sum + share)).toBe(rows);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    },
  );

  it('leaves the batch as it was', async () => {
    const pool = await KernelPool.open(model, 2, { spawn: spawning([fakeWorker(0), fakeWorker(1)]) });
    const batch = batchOf(4);
    await pool.logits(batch);
    expect(batch).toEqual(batchOf(4));
  });

  it('reads in halves what a worker is refused memory for, and remembers', async () => {
    const workers = [fakeWorker(0), fakeWorker(1)];
    workers[0]!.most = 3;
    const pool = await KernelPool.open(model, 2, { spawn: spawning(workers) });
    for (let times = 0; times < 2; times++) {
      const logits = await pool.logits(batchOf(20));
      expect(Array.from({ length: 20 }, (_, row) => logits[2 * row])).toEqual([...new Array(20).keys()]);
    }
    expect(workers[0]!.batches.every((rows) => rows <= 3)).toBe(true);
    expect(workers.map(({ terminated }) => terminated)).toEqual([false, false]);
  });

  it('says in words that there is no memory for a single row', async () => {
    const workers = [fakeWorker(0)];
    workers[0]!.most = 0;
    const pool = await KernelPool.open(model, 1, { spawn: spawning(workers) });
    const error = await pool.logits(batchOf(4)).catch((reason: Error) => reason);
    expect(error).toMatchObject({ name: 'MemoryRefused' });
    expect((error as Error).message).toMatch(/gives this page no more memory\. Close other tabs/);
  });

  it('ends all workers where one cannot open the model', async () => {
    const workers = [
      fakeWorker(0),
      fakeWorker(1, () => {
        throw new Error('no memory');
      }),
    ];
    await expect(KernelPool.open(model, 2, { spawn: spawning(workers) })).rejects.toThrow('no memory');
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, true]);
  });

  it.each([
    ['ended while idle', 'before'],
    ['ends at work', 'during'],
  ] as const)('does the work again on a fresh worker where one %s, and says so', async (_, when) => {
    const workers = [0, 1, 2].map((number) => fakeWorker(number));
    const told: string[] = [];
    const pool = await KernelPool.open(model, 2, {
      spawn: spawning(workers),
      onMended: (message) => told.push(message),
    });
    if (when === 'before') workers[1]!.fail('out of memory');
    const running = pool.logits(batchOf(4));
    if (when === 'during') workers[1]!.fail('out of memory');
    const logits = await running;
    expect([0, 1, 2, 3].map((row) => logits[2 * row])).toEqual([0, 1, 2, 3]);
    expect([0, 1, 2, 3].map((row) => logits[2 * row + 1])).toEqual([0, 0, 2, 2]);
    expect(workers.map(({ terminated }) => terminated)).toEqual([false, true, false]);
    expect(told).toEqual([expect.stringContaining('a worker of the kernels failed: out of memory')]);
  });

  it('replaces a worker that hangs', async () => {
    const workers = [0, 1, 2].map((number) => fakeWorker(number));
    const pool = await KernelPool.open(model, 2, { spawn: spawning(workers), silence: 40 });
    workers[1]!.hang();
    const logits = await pool.logits(batchOf(2));
    expect([logits[1], logits[3]]).toEqual([0, 2]);
  });

  it('reads in halves what the worker that took its place is refused memory for', async () => {
    const workers = [fakeWorker(0), fakeWorker(1)];
    workers[1]!.most = 3;
    const told: string[] = [];
    const pool = await KernelPool.open(model, 1, {
      spawn: spawning(workers),
      onMended: (message) => told.push(message),
    });
    workers[0]!.fail('it ended');
    const logits = await pool.logits(batchOf(8));
    expect(Array.from({ length: 8 }, (_, row) => logits[2 * row])).toEqual([...new Array(8).keys()]);
    expect(workers[1]!.batches).toEqual([2, 2, 2, 2]);
    expect(told).toHaveLength(1);
  });

  it('says that a worker could not be started again, and tries anew for the next batch', async () => {
    const refused = fakeWorker(1, () => {
      throw new RangeError('out of memory: the kernels are given no more');
    });
    const workers = [fakeWorker(0), refused, fakeWorker(2)];
    const pool = await KernelPool.open(model, 1, { spawn: spawning(workers) });
    workers[0]!.fail('it ended');
    await expect(pool.logits(batchOf(2))).rejects.toThrow(
      'a worker of the kernels failed: it could not be started again: out of memory',
    );
    expect([...(await pool.logits(batchOf(2)))]).toEqual([0, 2, 1, 2]);
  });

  it('gives up when the fresh worker fails too', async () => {
    const workers = [0, 1, 2].map((number) => fakeWorker(number));
    const pool = await KernelPool.open(model, 2, { spawn: spawning(workers) });
    const running = pool.logits(batchOf(2));
    workers[1]!.fail('out of memory');
    workers[2]!.failAtOnce('out of memory again');
    await expect(running).rejects.toThrow('a worker of the kernels failed: out of memory again');
  });
});
