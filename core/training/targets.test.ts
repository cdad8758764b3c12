import { describe, expect, it } from 'vitest';
import { targetsOf } from './targets';

const close = (actual: Float32Array, expected: number[]): void =>
  expected.forEach((value, k) => expect(actual[k]).toBeCloseTo(value, 6));

describe('targetsOf', () => {
  it('smooths a label', () => {
    close(targetsOf({ label: 2 }, 3, { softWeight: 0.9, labelSmoothing: 0 }), [0, 0, 1]);
    close(targetsOf({ label: 0 }, 3, { softWeight: 0.9, labelSmoothing: 0.3 }), [0.8, 0.1, 0.1]);
  });

  it('takes probs alone as they are', () => {
    close(targetsOf({ probs: [0.2, 0.3, 0.5] }, 3, { softWeight: 0, labelSmoothing: 0.3 }), [0.2, 0.3, 0.5]);
  });

  it('mixes probs and label', () => {
    const example = { label: 1, probs: [0.2, 0.3, 0.5] } as const;
    close(targetsOf(example, 3, { softWeight: 0.5, labelSmoothing: 0 }), [0.1, 0.65, 0.25]);
    close(targetsOf(example, 3, { softWeight: 1, labelSmoothing: 0.3 }), [0.2, 0.3, 0.5]);
  });

  it('takes any number of classes, and a label or probs of another number for a mistake', () => {
    const hard = { softWeight: 0, labelSmoothing: 0.5 };
    close(targetsOf({ label: 1 }, 2, hard), [0.25, 0.75]);
    close(targetsOf({ label: 4 }, 5, hard), [0.1, 0.1, 0.1, 0.1, 0.6]);
    expect(() => targetsOf({ label: 2 }, 2, hard)).toThrow('The label 2 is none of 2 classes.');
    expect(() => targetsOf({ probs: [0.5, 0.5] }, 3, hard)).toThrow(/no distribution over 3 classes/);
  });

  it('takes each class by itself where each holds or not', () => {
    const holds = [1, 0, 1];
    close(targetsOf({ holds }, 3, { softWeight: 0.9, labelSmoothing: 0 }), [1, 0, 1]);
    close(targetsOf({ holds }, 3, { softWeight: 0.9, labelSmoothing: 0.2 }), [0.9, 0.1, 0.9]);
    const both = { holds, probs: [0.5, 0.5, 0.5] };
    close(targetsOf(both, 3, { softWeight: 0.5, labelSmoothing: 0 }), [0.75, 0.25, 0.75]);
    expect(() => targetsOf({ holds }, 2, { softWeight: 0, labelSmoothing: 0 })).toThrow(/none of 2 classes/);
  });

  it('has no target for an unlabelled example', () => {
    expect(() => targetsOf({}, 3, { softWeight: 0.5, labelSmoothing: 0 })).toThrow(/no target/);
  });
});
