import * as Comlink from 'comlink';
import { Loss } from './loss';
import { watchOver } from './watchdog';
import type { WorkerHandle } from './worker-handle';

/** What each worker offers that is watched. */
interface Hearing {
  /** Answers as soon as the worker has an ear: one that hangs has not. */
  ping(): Promise<void>;
}

export interface WatchedEvents {
  /** What the calls that wait are given, and all to come, when it ends by itself or hears no more. */
  readonly lost: (reason: string) => Error;
  /** Told once of such an end, when its calls have been. */
  readonly onLost?: (reason: string) => void;
}

/** A worker's life as the page sees it: its end ends the calls that wait for it, and so does its silence while there are any. */
export class WatchedWorker<Api extends Hearing> {
  readonly #api: Comlink.Remote<Api>;
  readonly #loss = new Loss();
  #hasEnded = false;

  /** @param silence milliseconds without an answer after which it counts as hung */
  constructor(
    private readonly handle: WorkerHandle,
    private readonly silence: number,
    private readonly events: WatchedEvents,
  ) {
    this.#api = Comlink.wrap<Api>(handle.endpoint);
    handle.onFailure((reason) => this.#fail(reason));
  }

  /** Calls the worker. @throws what `lost` gives when it ends meanwhile, or hangs; DOMException when it is closed */
  async call<T>(body: (api: Comlink.Remote<Api>) => Promise<T>): Promise<T> {
    // Comlink's types do not tell what an API that is not known yet has for certain.
    const hearing = this.#api as unknown as Comlink.Remote<Hearing>;
    const unwatch = watchOver(
      () => hearing.ping(),
      this.silence,
      () => this.#fail('it did not answer'),
    );
    try {
      return await this.#loss.orLost(body(this.#api));
    } finally {
      unwatch();
    }
  }

  /** Ends it: its calls reject with an AbortError that says so in these words. */
  close(words: string): void {
    this.#end(new DOMException(words, 'AbortError'));
  }

  #fail(reason: string): void {
    if (this.#hasEnded) return;
    this.#end(this.events.lost(reason));
    this.events.onLost?.(reason);
  }

  #end(error: Error): void {
    this.#hasEnded = true;
    this.handle.terminate();
    this.#loss.lose(error);
  }
}
