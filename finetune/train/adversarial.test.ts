import { describe, expect, it } from 'vitest';
import { adversarialLoss } from './adversarial';
import type { TrainingBatch, TrainingStep } from './step';

const batch: TrainingBatch = {
  ids: [new Int32Array(1), new Int32Array(1)],
  targets: new Float32Array(6),
  rowWeights: new Float32Array([1, 1]),
  dropoutSeed: 1,
};

/** loss = w x sum of squares of (words + shift), over two rows of two numbers: [3, 4] and [0, 0]. */
function squares(): { step: TrainingStep; shifts: (Float32Array | undefined)[] } {
  const words = [3, 4, 0, 0];
  const shifts: (Float32Array | undefined)[] = [];
  const step: TrainingStep = {
    parameters: new Map([['w', new Float32Array([1])]]),
    async lossAndGradients(_, shift) {
      shifts.push(shift);
      const moved = words.map((value, i) => value + (shift?.[i] ?? 0));
      const loss = moved.reduce((sum, value) => sum + value * value, 0);
      return {
        loss,
        gradients: new Map([['w', new Float32Array([loss])]]),
        wordGradient: Float32Array.from(moved, (value) => 2 * value),
      };
    },
    logits: async () => [],
    dispose: async () => undefined,
  };
  return { step, shifts };
}

describe('adversarialLoss', () => {
  it('moves every row by the size along its gradient, and takes means of losses and gradients', async () => {
    const { step, shifts } = squares();
    const { loss, gradients } = await adversarialLoss(step, batch, 5);
    expect(shifts[0]).toBeUndefined();
    expect([...shifts[1]!]).toEqual([3, 4, 0, 0]);
    expect(loss).toBe((25 + 100) / 2);
    expect([...gradients.get('w')!]).toEqual([(25 + 100) / 2]);
  });
});
