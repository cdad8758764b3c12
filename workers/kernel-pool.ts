import * as Comlink from 'comlink';
import type { Forward, TokenBatch } from '../runtime/forward';
import type { KernelModel, KernelService } from './kernel-service';
import script from './kernel.worker.ts?worker&url';
import { Loss } from './loss';
import { isMemoryRefused, MemoryRefused } from './memory-refused';
import { Watchdog } from './watchdog';
import { startWorker, type WorkerHandle } from './worker-handle';

interface Member {
  readonly handle: WorkerHandle;
  readonly api: Comlink.Remote<KernelService>;
  readonly failure: Loss;
  /** Makes it fail. */
  fail(message: string): void;
}

export interface PoolOptions {
  readonly spawn?: () => WorkerHandle;
  /** Told when a worker had failed and was replaced, before its share of a batch is done again. */
  readonly onMended?: (message: string) => void;
  /** Milliseconds that a worker may take for its share of a batch, or to open the model, before it counts as hung. */
  readonly silence?: number;
}

/**
 * Workers that share the rows of a batch. Where memory can be shared they read one weights file; elsewhere each has a copy,
 * so they need no cross-origin isolated page. A worker that fails is replaced, and what it was reading is read again. If
 * the new one fails too, the batch fails.
 */
export class KernelPool implements Forward {
  readonly #model: KernelModel;
  readonly #spawn: () => WorkerHandle;
  readonly #onMended: (message: string) => void;
  readonly #silence: number;
  readonly #members: Member[];
  /** Rows that a worker is given at once: fewer since memory for more was refused. */
  #most = Infinity;

  private constructor(model: KernelModel, count: number, options: PoolOptions) {
    this.#model = model;
    this.#spawn = options.spawn ?? spawnKernelWorker;
    this.#onMended = options.onMended ?? (() => undefined);
    this.#silence = options.silence ?? 60_000;
    this.#members = Array.from({ length: count }, () => memberOf(this.#spawn()));
  }

  /**
   * Starts `count` workers and opens the model in each.
   * @throws Error when a worker cannot be started or cannot open the model
   */
  static async open(model: KernelModel, count: number, options: PoolOptions = {}): Promise<KernelPool> {
    const pool = new KernelPool(model, count, options);
    try {
      await Promise.all(pool.#members.map((member) => pool.#ask(member, (api) => api.open(model))));
      return pool;
    } catch (error) {
      pool.close();
      throw error;
    }
  }

  get size(): number {
    return this.#members.length;
  }

  /** @throws MemoryRefused where there is not enough for a single row */
  async logits(batch: TokenBatch): Promise<Float32Array> {
    const share = (index: number) => Math.floor((index * batch.rows) / this.size);
    const parts = await Promise.all(
      this.#members.map((_, index) => this.#part(index, batch, share(index), share(index + 1))),
    );
    const logits = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      logits.set(part, at);
      at += part.length;
    }
    return logits;
  }

  /** Ends the workers. */
  close(): void {
    for (const { handle } of this.#members) handle.terminate();
  }

  async #inHalves(index: number, batch: TokenBatch, start: number, end: number): Promise<Float32Array> {
    const middle = start + Math.ceil((end - start) / 2);
    const first = await this.#part(index, batch, start, middle);
    const second = await this.#part(index, batch, middle, end);
    const logits = new Float32Array(first.length + second.length);
    logits.set(first);
    logits.set(second, first.length);
    return logits;
  }

  /** The logits of rows `start` to `end`, in halves where memory for all of them is refused. */
  async #part(index: number, batch: TokenBatch, start: number, end: number): Promise<Float32Array> {
    if (start === end) return new Float32Array(0);
    const rows = end - start;
    if (rows > this.#most) return this.#inHalves(index, batch, start, end);
    try {
      return await this.#read(index, (api) => api.logits(rowsOf(batch, start, end)));
    } catch (error) {
      if (error instanceof WorkerFailed || !isMemoryRefused(error)) throw error;
      if (rows === 1) throw new MemoryRefused(error);
      this.#most = Math.min(this.#most, Math.ceil(rows / 2));
      return this.#inHalves(index, batch, start, end);
    }
  }

  /** What the worker at `index` answers, or its successor where it fails. */
  async #read(index: number, work: (api: Comlink.Remote<KernelService>) => Promise<Float32Array>) {
    const member = this.#members[index]!;
    try {
      return await this.#ask(member, work);
    } catch (error) {
      if (!(error instanceof WorkerFailed)) throw error;
      member.handle.terminate();
      const fresh = memberOf(this.#spawn());
      this.#members[index] = fresh;
      await this.#reopen(fresh);
      this.#onMended(`${error.message}. It was started again, and what it was reading is read again`);
      return await this.#ask(fresh, work);
    }
  }

  /** @throws WorkerFailed when it cannot; it is then replaced when it is asked for the next time */
  async #reopen(fresh: Member): Promise<void> {
    try {
      await this.#ask(fresh, (api) => api.open(this.#model));
    } catch (cause) {
      if (cause instanceof WorkerFailed) throw cause;
      const reason = `it could not be started again: ${(cause as Error).message}`;
      fresh.fail(reason);
      throw new WorkerFailed(failed(reason), { cause });
    }
  }

  /** @throws WorkerFailed when the worker ends, or does not answer; what the work itself throws */
  async #ask<T>(member: Member, work: (api: Comlink.Remote<KernelService>) => Promise<T>): Promise<T> {
    const watchdog = new Watchdog(this.#silence, () => member.fail('it did not answer'));
    try {
      return await member.failure.orLost(work(member.api));
    } finally {
      watchdog.stop();
    }
  }
}

class WorkerFailed extends Error {
  override readonly name = 'WorkerFailed';
}

const failed = (reason: string) => `a worker of the kernels failed: ${reason}`;

function rowsOf({ ids, mask, length }: TokenBatch, start: number, end: number): TokenBatch {
  const part = {
    ids: ids.slice(start * length, end * length),
    mask: mask.slice(start * length, end * length),
  };
  return Comlink.transfer({ ...part, rows: end - start, length }, [part.ids.buffer, part.mask.buffer]);
}

function memberOf(handle: WorkerHandle): Member {
  const failure = new Loss();
  const fail = (message: string) => failure.lose(new WorkerFailed(failed(message)));
  handle.onFailure(fail);
  return { handle, api: Comlink.wrap<KernelService>(handle.endpoint), failure, fail };
}

function spawnKernelWorker(): WorkerHandle {
  return startWorker(new URL(script, import.meta.url).href, 'kernels');
}
