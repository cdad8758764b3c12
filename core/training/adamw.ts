export interface AdamWState {
  /** Running means of gradients and of their squares, by parameter. */
  readonly first: ReadonlyMap<string, Float32Array>;
  readonly second: ReadonlyMap<string, Float32Array>;
}

export interface AdamWStep {
  /** Steps taken so far, this one included. They correct the bias of the running means. */
  readonly step: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** The factor of every gradient, which comes from clipping. */
  readonly gradientScale: number;
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** The state before the first step: zeros in the shapes of the parameters. */
export function zeroState(parameters: ReadonlyMap<string, Float32Array>): AdamWState {
  const zeros = () => new Map([...parameters].map(([name, { length }]) => [name, new Float32Array(length)]));
  return { first: zeros(), second: zeros() };
}

/**
 * One step of AdamW (Loshchilov & Hutter 2019; torch.optim.AdamW with betas 0.9, 0.999 and eps 1e-8), in place. Biases
 * and the parameters of LayerNorm are not decayed.
 *
 * @param gradients of the same names and lengths as the parameters
 * @param state moved on, too
 * @throws Error when a parameter has no gradient
 */
export function adamW(
  parameters: ReadonlyMap<string, Float32Array>,
  gradients: ReadonlyMap<string, Float32Array>,
  state: AdamWState,
  { step, learningRate, weightDecay, gradientScale }: AdamWStep,
): void {
  const correction1 = 1 - BETA1 ** step;
  const correction2 = Math.sqrt(1 - BETA2 ** step);
  for (const [name, weights] of parameters) {
    const gradient = gradients.get(name);
    if (!gradient) throw new Error(`no gradient for ${name}`);
    const first = state.first.get(name)!;
    const second = state.second.get(name)!;
    const keep = 1 - learningRate * (isDecayed(name) ? weightDecay : 0);
    const rate = learningRate / correction1;
    for (let i = 0; i < weights.length; i++) {
      const g = gradient[i]! * gradientScale;
      const m = BETA1 * first[i]! + (1 - BETA1) * g;
      const v = BETA2 * second[i]! + (1 - BETA2) * g * g;
      first[i] = m;
      second[i] = v;
      weights[i] = weights[i]! * keep - (rate * m) / (Math.sqrt(v) / correction2 + EPSILON);
    }
  }
}

/** Whether weight decay draws a parameter towards 0. */
export function isDecayed(name: string): boolean {
  return !name.endsWith('.bias') && !/layer_?norm/i.test(name);
}

/** The Euclidean norm of all gradients together. */
export function globalNorm(gradients: ReadonlyMap<string, Float32Array>): number {
  let sum = 0;
  for (const gradient of gradients.values()) {
    for (let i = 0; i < gradient.length; i++) sum += gradient[i]! * gradient[i]!;
  }
  return Math.sqrt(sum);
}

/** Moves averaged weights towards the current ones: average = decay x average + (1 - decay) x weights. */
export function updateAverage(
  average: ReadonlyMap<string, Float32Array>,
  parameters: ReadonlyMap<string, Float32Array>,
  decay: number,
): void {
  for (const [name, weights] of parameters) {
    const mean = average.get(name)!;
    for (let i = 0; i < weights.length; i++) mean[i] = decay * mean[i]! + (1 - decay) * weights[i]!;
  }
}
