import type { StageSettings } from './settings';

/** Linear warm-up from 0, then linear decay to 0 at the stage's end. `step` counts from 1 to `steps`. */
export function learningRateAt(
  step: number,
  steps: number,
  { learningRate, warmup }: Pick<StageSettings, 'learningRate' | 'warmup'>,
): number {
  const rising = Math.max(1, Math.round(steps * warmup));
  if (step <= rising) return (learningRate * step) / rising;
  return (learningRate * (steps - step + 1)) / (steps - rising + 1);
}
