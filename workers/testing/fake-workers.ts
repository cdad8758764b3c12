import * as Comlink from 'comlink';
import type { WorkerHandle } from '../worker-handle';

/** Workers that tell whether they hear, and never end by themselves. */
export class FakeWorkers {
  /** @param offers what else their API has */
  constructor(private readonly offers: object = {}) {}

  hears = true;
  /** So many were started, and ended. */
  started = 0;
  ended = 0;

  readonly spawn = (): WorkerHandle => {
    this.started++;
    const { port1, port2 } = new MessageChannel();
    const ping = () => (this.hears ? Promise.resolve() : new Promise(() => undefined));
    Comlink.expose({ ...this.offers, ping }, port1);
    return {
      endpoint: port2,
      terminate: () => {
        this.ended++;
        port1.close();
      },
      onFailure: () => undefined,
    };
  };
}
