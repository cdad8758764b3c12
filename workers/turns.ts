let last: Promise<unknown> = Promise.resolve();

/**
 * Calls of the runtime take turns in a worker. On WebGPU a call waits inside of WebAssembly for the device: one that came in
 * meanwhile would work on the stack of the one that waits, and overwrite it.
 *
 * @returns what the call gives, once those before it have ended
 */
export function inTurn<T>(call: () => Promise<T>): Promise<T> {
  const turn = last.then(call);
  last = turn.catch(() => undefined);
  return turn;
}
