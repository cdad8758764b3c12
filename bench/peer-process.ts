import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

/** A program that ours is measured against: it answers a line of JSON with a line of JSON. */
export class PeerProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;
  readonly #lines: Interface;
  readonly #ended: Promise<void>;
  #errors = '';
  #isMissing = false;

  constructor(
    private readonly command: string,
    args: readonly string[],
  ) {
    this.#child = spawn(command, args);
    this.#child.stderr.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()));
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', () => resolve());
      this.#child.once('error', (error: NodeJS.ErrnoException) => {
        this.#isMissing = error.code === 'ENOENT';
        this.#errors += error.message;
        resolve();
      });
    });
    // A peer that has died is told by its missing answer, not by the failing write.
    this.#child.stdin.on('error', () => undefined);
    this.#lines = createInterface(this.#child.stdout);
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  /**
   * @param answer what the peer may ask meanwhile, a line `{"question": ...}`, is answered by this
   * @throws Error with the last line that the peer printed to stderr when it ends without an answer, or asks what nobody answers
   */
  async ask(request: unknown, answer?: (question: unknown) => Promise<unknown>): Promise<unknown> {
    this.#write(request);
    for (;;) {
      const said = await this.#read();
      if (!isQuestion(said)) return said;
      if (!answer) throw new Error(`The peer asks what is not answered: ${JSON.stringify(said.question)}`);
      this.#write(await answer(said.question));
    }
  }

  #write(message: unknown): void {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  async #read(): Promise<unknown> {
    const line = (await this.#answers.next()) as IteratorResult<string, undefined>;
    if (line.done) {
      // What it printed last may still be on its way when its answers end.
      await this.#ended;
      if (this.#isMissing) throw new Error(`there is no program ${this.command}: name one with --python`);
      // The last line of a Python traceback says what went wrong; those before it say where in Python.
      const reason = this.#errors.trim().split('\n').at(-1)!.slice(-500);
      throw new Error(
        `${this.command} ended without an answer (${reason}): does it have what bench/peers/requirements.txt names?`,
      );
    }
    return JSON.parse(line.value);
  }

  close(): void {
    this.#lines.close();
    this.#child.stdin.end();
    this.#child.kill();
  }
}

function isQuestion(said: unknown): said is { readonly question: unknown } {
  return typeof said === 'object' && said !== null && 'question' in said;
}
