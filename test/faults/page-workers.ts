import type { CDPSession, Page } from 'playwright-core';

/** A worker, and what it answered. */
export interface Found {
  readonly url: string;
  /** null: it did not answer, as threads of the runtime, which wait for work without an ear for anything else. */
  readonly name: string | null;
  /** The expression's value. */
  readonly value: unknown;
}

/** Milliseconds after the last answer within which another is waited for: a busy machine answers slowly, but does. */
const patience = 10_000;

/** Runs an expression in every worker of the page, those of workers included. */
export async function inEveryWorker(page: Page, expression: string): Promise<Found[]> {
  const client: CDPSession = await page.context().newCDPSession(page);
  const found: Promise<Found>[] = [];
  let answeredAt = Infinity;
  let messageId = 0;
  const ask = (session: string, method: string, params: unknown): Promise<{ result: { value: never } }> => {
    const id = ++messageId;
    return new Promise((answered) => {
      client.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
        const parsed = JSON.parse(message) as { id?: number; result: { result: { value: never } } };
        if (sessionId === session && parsed.id === id) answered(parsed.result);
      });
      void client.send('Target.sendMessageToTarget', {
        sessionId: session,
        message: JSON.stringify({ id, method, params }),
      });
    });
  };
  const { targetInfos } = await client.send('Target.getTargets');
  for (const { targetId, type, url } of targetInfos) {
    if (type !== 'worker') continue;
    const answer = async (): Promise<Found> => {
      const { sessionId } = await client.send('Target.attachToTarget', { targetId, flatten: false });
      const evaluate = async (text: string) => {
        const params = { expression: text, awaitPromise: true, returnByValue: true };
        return (await ask(sessionId, 'Runtime.evaluate', params)).result.value;
      };
      const name = await evaluate('self.name');
      const value = await evaluate(expression);
      answeredAt = performance.now();
      return { url, name, value };
    };
    const silence = async (): Promise<Found> => {
      const startedAt = performance.now();
      do await new Promise((later) => setTimeout(later, 500));
      while (performance.now() - Math.min(answeredAt, startedAt + 5 * patience) < patience);
      return { url, name: null, value: null };
    };
    found.push(Promise.race([answer(), silence()]));
  }
  return Promise.all(found);
}

/** Runs statements, a moment later, in one worker of a role; names begin with it. @throws Error where there is none */
export async function inOneWorker(page: Page, role: string, statements: string): Promise<void> {
  // Once: whoever of that role takes the lock first.
  const workers = await inEveryWorker(
    page,
    `self.name.startsWith('${role}') && navigator.locks.request('fault', { ifAvailable: true }, (lock) => {
      if (!lock) return false;
      setTimeout(() => { ${statements} }, 50);
      return new Promise((done) => setTimeout(() => done(true), 40));
    })`,
  );
  const asked = workers.filter(({ value }) => value === true);
  if (asked.length !== 1) throw new Error(`${asked.length} workers of the role ${role} were asked.`);
}

/** Has one worker of a role end, as if it had died. */
export const endWorker = (page: Page, role: string) => inOneWorker(page, role, 'self.close();');
