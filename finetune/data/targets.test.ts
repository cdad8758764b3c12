import { describe, expect, it } from 'vitest';
import { targetsOf } from './targets';

const close = (actual: Float32Array, expected: number[]): void =>
  expected.forEach((value, k) => expect(actual[k]).toBeCloseTo(value, 6));

describe('targetsOf', () => {
  it('smooths a label', () => {
    close(targetsOf({ text: 'a', label: 2 }, 3, { softWeight: 0.9, labelSmoothing: 0 }), [0, 0, 1]);
    close(targetsOf({ text: 'a', label: 0 }, 3, { softWeight: 0.9, labelSmoothing: 0.3 }), [0.8, 0.1, 0.1]);
  });

  it('takes probs alone as they are', () => {
    close(
      targetsOf({ text: 'a', probs: [0.2, 0.3, 0.5] }, 3, { softWeight: 0, labelSmoothing: 0.3 }),
      [0.2, 0.3, 0.5],
    );
  });

  it('mixes probs and label', () => {
    const example = { text: 'a', label: 1, probs: [0.2, 0.3, 0.5] } as const;
    close(targetsOf(example, 3, { softWeight: 0.5, labelSmoothing: 0 }), [0.1, 0.65, 0.25]);
    close(targetsOf(example, 3, { softWeight: 1, labelSmoothing: 0.3 }), [0.2, 0.3, 0.5]);
  });

  it('has no target for an unlabelled example', () => {
    expect(() => targetsOf({ text: 'a' }, 3, { softWeight: 0.5, labelSmoothing: 0 })).toThrow(/no target/);
  });
});
