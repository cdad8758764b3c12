import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/**
 * A Chromium that is told what to do over a pipe, with none of its protocol's domains enabled. What drives browsers for tests
 * enables the network's: the process of the page then keeps every response for whoever may ask, base64 at that, and is
 * measured with it.
 */
export class PlainBrowser {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #ended: Promise<never>;
  #asked = 0;

  /** @param profile folder of its profile */
  constructor(program: string, profile: string, flags: readonly string[]) {
    this.#child = spawn(
      program,
      [
        ...['--headless', '--no-sandbox', '--remote-debugging-pipe', '--no-first-run', '--mute-audio'],
        ...[`--user-data-dir=${profile}`, '--window-size=1280,900', ...flags, 'about:blank'],
      ],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    this.#ended = new Promise((_, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', () => reject(new Error('The browser ended.')));
    });
    this.#ended.catch(() => undefined);
    let rest = '';
    (this.#child.stdio[4] as Readable).setEncoding('utf8').on('data', (more: string) => {
      const messages = (rest + more).split('\0');
      rest = messages.pop()!;
      for (const message of messages) {
        const answer = JSON.parse(message) as Answer;
        this.#waiting.get(answer.id)?.(answer);
        this.#waiting.delete(answer.id);
      }
    });
  }

  /** @throws Error where the browser refuses, or has ended */
  async send<T>(method: string, params: object = {}, sessionId?: string): Promise<T> {
    const id = ++this.#asked;
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    (this.#child.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { result, error } = await Promise.race([answered, this.#ended]);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result as T;
  }

  async open(url: string): Promise<PlainPage> {
    const { targetId } = await this.send<{ targetId: string }>('Target.createTarget', { url });
    const attach = { targetId, flatten: true };
    const { sessionId } = await this.send<{ sessionId: string }>('Target.attachToTarget', attach);
    return new PlainPage(this, sessionId);
  }

  /** The processes that draw pages and run their workers. */
  async renderers(): Promise<number[]> {
    const { processInfo } = await this.send<{ processInfo: { type: string; id: number }[] }>(
      'SystemInfo.getProcessInfo',
    );
    return processInfo.flatMap(({ type, id }) => (type === 'renderer' ? [id] : []));
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    await this.send('Browser.close').catch(() => this.#child.kill());
    await gone;
  }
}

/** Milliseconds between two looks at a page. */
const interval = 100;
/** Milliseconds that anything may take before it is given up. */
const patience = 300_000;

/** A page of it. What runs there is handed over as its source: it sees its argument alone, and names no function. */
export class PlainPage {
  constructor(
    private readonly browser: PlainBrowser,
    private readonly sessionId: string,
  ) {}

  /** @throws Error where it throws there */
  async run<Argument, Value>(
    work: (argument: Argument) => Value | Promise<Value>,
    argument: Argument,
  ): Promise<Value> {
    const { result, exceptionDetails } = await this.browser.send<{
      result: { value: Value };
      exceptionDetails?: { text: string; exception?: { description?: string } };
    }>(
      'Runtime.evaluate',
      {
        expression: `(${work.toString()})(${JSON.stringify(argument)})`,
        awaitPromise: true,
        returnByValue: true,
      },
      this.sessionId,
    );
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Waits until there is such an element. */
  see(selector: string): Promise<void> {
    return this.until((wanted: string) => document.querySelector(wanted) !== null, selector);
  }

  /** Waits until something holds there. @throws Error when it has not come to for minutes */
  async until<Argument>(holds: (argument: Argument) => boolean, argument: Argument): Promise<void> {
    let cause: unknown;
    for (const end = Date.now() + patience; Date.now() < end;) {
      // While one document gives way to another there is nothing to ask.
      const held = await this.run(holds, argument).catch((error: unknown) => {
        cause = error;
        return false;
      });
      if (held) return;
      await new Promise((later) => setTimeout(later, interval));
    }
    throw new Error(`It did not come to ${holds.toString()} (${JSON.stringify(argument)}).`, { cause });
  }
}
