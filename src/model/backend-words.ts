import type { Backend, GradientState } from '../../workers/api';
import type { Measured } from '../../workers/model-report';
import { measuredRows, measuredTokens } from '../../workers/api';

export const backendNames: Record<Backend, string> = {
  webgpu: 'WebGPU',
  'wasm-threads': 'WebAssembly with threads',
  wasm: 'WebAssembly without threads',
};

/** What was measured, and what followed from it; null where there was nothing to choose. */
export function measuredWords(measured: readonly Measured[], running: Backend): string | null {
  if (measured.length === 0) return null;
  const times = measured.map(
    ({ backend, forward, gradient }) =>
      `${milliseconds(forward)} and ${milliseconds(gradient)} on ${backendNames[backend]}`,
  );
  const { forward, gradient } = measuredRows;
  return (
    `Measured here: to read ${forward} rows of ${measuredTokens} tokens, and to give the gradients of ${gradient}, takes ` +
    `${times.join('; ')}. ${backendNames[running]} goes on: another one has to be a quarter quicker in all.`
  );
}

/** What is known of the gradients. */
export function gradientWords(gradients: GradientState): string {
  switch (gradients.kind) {
    case 'none':
      return 'Its file gives no gradients.';
    case 'coming':
      return 'What some methods need beside (gradients) is loaded and checked next.';
    case 'there':
      return `So are its gradients, to ${small(gradients.difference)} of the largest.`;
    case 'failed':
      return `There are no gradients: ${gradients.reason.replace(/\.$/, '')}.`;
  }
}

/** Of known texts, as they were computed where the model was made. @param difference of the logits, at most */
export function goldenWords(difference: number): string {
  return `its answers to known texts are those that are expected, to ${small(difference)} in their logits.`;
}

/** Two figures: "0.011", "0.00023". */
function small(value: number): string {
  return value === 0 ? '0' : value.toFixed(Math.min(9, Math.max(1, 1 - Math.floor(Math.log10(value)))));
}

function milliseconds(seconds: number): string {
  return `${Number((1000 * seconds).toPrecision(2))} ms`;
}
