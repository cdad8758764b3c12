/**
 * AbortSignal does not cross to a worker: its abort travels as a message on a port of its own.
 */

/** A port to hand to a worker; it carries one message when the signal is aborted. `release` ends it. */
export function portOf(signal: AbortSignal): { port: MessagePort; release: () => void } {
  const { port1, port2 } = new MessageChannel();
  const abort = () => port1.postMessage('abort');
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return {
    port: port2,
    release: () => {
      signal.removeEventListener('abort', abort);
      port1.close();
    },
  };
}

/** The worker's side: a signal that is aborted by the port's message. */
export function signalOf(port: MessagePort): AbortSignal {
  const controller = new AbortController();
  port.onmessage = () => {
    controller.abort(new DOMException('The run was cancelled', 'AbortError'));
    port.close();
  };
  return controller.signal;
}

/**
 * Lets the worker's event loop take its messages. A run on WASM resolves without ever going back to the event loop, so
 * an abort would wait until the end of the whole explanation.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
