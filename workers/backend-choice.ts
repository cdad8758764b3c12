import { backends, type Backend } from './api';
import type { BackendFailure, Measured } from './model-report';

/** How many times as quick another backend has to be: a change of backends is no gain in itself. */
const worthwhile = 1.25;

/** The first backend, in the order of `backends`, that has not failed; undefined where none is left. */
export function nextBackend(failures: readonly BackendFailure[]): Backend | undefined {
  return backends.find((backend) => !failures.some((failure) => failure.backend === backend));
}

/** Whether another backend of WASM is left: it needs nothing that the one which runs may have been refused. */
export function hasFallback(running: Backend, failures: readonly BackendFailure[]): boolean {
  const next = nextBackend([...failures, { backend: running, reason: '' }]);
  return next === 'wasm-threads' || next === 'wasm';
}

/** Seconds of a piece of work that has both: rows read, and gradients, as in a comparison of methods. */
function secondsOf({ forward, gradient }: Measured): number {
  return forward + gradient;
}

/** Whether a backend takes the place of the one that runs. */
export function isPreferred(other: Measured, running: Measured): boolean {
  // The comparison is written so that NaN stays with what runs.
  return secondsOf(other) * worthwhile <= secondsOf(running);
}
