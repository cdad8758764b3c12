import { longSilence } from '../../workers/watchdog';

/** What mending needs of the work on a file. */
export interface MendedWork {
  /** Whether rows were read that could be brought back. */
  isOpen(): boolean;
  /** Halts what runs. @returns goes on with it */
  halt(): () => void;
  /** Gives a new worker all that the last one held. */
  bringBack(): Promise<void>;
  /** Forgets the work, which cannot be brought back. */
  giveUp(reason: string): void;
}

/**
 * Milliseconds within which a worker that dies twice is not started again: it would die of the same. One that hangs is noticed
 * only after a while.
 */
const pause = 60_000 + longSilence;

/** Starts another worker in place of one that has died. */
export class Mending {
  /** What was put right without anybody's doing; empty: nothing. */
  message = $state('');
  #mendedAt = -Infinity;
  #isMending = false;

  constructor(private readonly work: MendedWork) {}

  async mend(reason: string): Promise<void> {
    const { work } = this;
    const isAgain = this.#isMending || performance.now() - this.#mendedAt < pause;
    if (!work.isOpen() || isAgain) {
      work.giveUp(reason);
      return;
    }
    const goOn = work.halt();
    this.message = `The worker that held the file ended (${reason}). It is read again.`;
    this.#isMending = true;
    try {
      await work.bringBack();
    } catch (error) {
      work.giveUp(`${reason}; ${error instanceof Error ? error.message : String(error)}`);
      return;
    } finally {
      this.#isMending = false;
      this.#mendedAt = performance.now();
    }
    this.message = `The worker that held the file ended (${reason}). The file was read again, and nothing is lost.`;
    goOn();
  }

  reset(): void {
    this.message = '';
  }
}
