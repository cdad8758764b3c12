import * as Comlink from 'comlink';
import type { Forward, TokenBatch } from '../runtime/forward';
import type { KernelModel, KernelService } from './kernel-service';
import { handleOf, type WorkerHandle } from './worker-handle';

interface Member {
  readonly handle: WorkerHandle;
  readonly api: Comlink.Remote<KernelService>;
  /** Rejects, for all calls, once the worker has failed. */
  readonly failed: Promise<never>;
}

/**
 * Workers that share the rows of a batch, each with a copy of the model: they share no memory, and so need no cross-origin
 * isolated page.
 */
export class KernelPool implements Forward {
  private constructor(private readonly members: readonly Member[]) {}

  /**
   * Starts `count` workers and opens the model in each.
   * @throws Error when a worker cannot be started or cannot open the model
   */
  static async open(
    model: KernelModel,
    count: number,
    spawn: () => WorkerHandle = spawnKernelWorker,
  ): Promise<KernelPool> {
    const pool = new KernelPool(Array.from({ length: count }, () => memberOf(spawn())));
    try {
      await pool.#all((member) => member.api.open(model));
      return pool;
    } catch (error) {
      pool.close();
      throw error;
    }
  }

  get size(): number {
    return this.members.length;
  }

  async logits({ ids, mask, rows, length }: TokenBatch): Promise<Float32Array> {
    const share = (index: number) => Math.floor((index * rows) / this.size);
    const parts = await this.#all((member, index) => {
      const [start, end] = [share(index), share(index + 1)];
      if (start === end) return Promise.resolve(new Float32Array(0));
      const part = {
        ids: ids.slice(start * length, end * length),
        mask: mask.slice(start * length, end * length),
      };
      const transferred = Comlink.transfer({ ...part, rows: end - start, length }, [
        part.ids.buffer,
        part.mask.buffer,
      ]);
      return member.api.logits(transferred);
    });
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
    for (const { handle } of this.members) handle.terminate();
  }

  #all<T>(work: (member: Member, index: number) => Promise<T>): Promise<T[]> {
    return Promise.all(
      this.members.map((member, index) => Promise.race([work(member, index), member.failed])),
    );
  }
}

function memberOf(handle: WorkerHandle): Member {
  const failed = new Promise<never>((_, reject) => {
    handle.onFailure((message) => reject(new Error(`a worker of the kernels failed: ${message}`)));
  });
  // Calls are raced against it, and nobody may be calling when it happens.
  failed.catch(() => undefined);
  return { handle, api: Comlink.wrap<KernelService>(handle.endpoint), failed };
}

function spawnKernelWorker(): WorkerHandle {
  // In one expression: that is how the bundler knows a worker.
  return handleOf(
    new Worker(new URL('./kernel.worker.ts', import.meta.url), { type: 'module', name: 'kernels' }),
  );
}
