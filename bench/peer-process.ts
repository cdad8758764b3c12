import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

/** A program that ours is measured against: it answers a line of JSON with a line of JSON. */
export class PeerProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;
  readonly #lines: Interface;
  readonly #ended: Promise<void>;
  #errors = '';

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args);
    this.#child.stderr.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()));
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', () => resolve());
      this.#child.once('error', (error) => {
        this.#errors += error.message;
        resolve();
      });
    });
    // A peer that has died is told by its missing answer, not by the failing write.
    this.#child.stdin.on('error', () => undefined);
    this.#lines = createInterface(this.#child.stdout);
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  /** @throws Error with what the peer printed to stderr when it ends without an answer */
  async ask(request: unknown): Promise<unknown> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const answer = (await this.#answers.next()) as IteratorResult<string, undefined>;
    if (answer.done) {
      // What it printed last may still be on its way when its answers end.
      await this.#ended;
      throw new Error(`The peer ended without an answer: ${this.#errors.trim().slice(-2000)}`);
    }
    return JSON.parse(answer.value);
  }

  close(): void {
    this.#lines.close();
    this.#child.stdin.end();
    this.#child.kill();
  }
}
