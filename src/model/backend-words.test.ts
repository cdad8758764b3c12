import { describe, expect, it } from 'vitest';
import { goldenWords, gradientWords, measuredWords } from './backend-words';

describe('measuredWords', () => {
  it('says times, and what runs', () => {
    const measured = [
      { backend: 'wasm-threads', forward: 0.0304, gradient: 0.051 },
      { backend: 'webgpu', forward: 0.2, gradient: 0.3 },
    ] as const;
    expect(measuredWords(measured, 'wasm-threads')).toBe(
      'Measured here: to read 32 rows of 24 tokens, and to give the gradients of 4, takes 30 ms and 51 ms on WebAssembly ' +
        'with threads; 200 ms and 300 ms on WebGPU. WebAssembly with threads goes on: another one has to be a ' +
        'quarter quicker in all.',
    );
    expect(measuredWords([], 'wasm')).toBeNull();
  });
});

describe('goldenWords', () => {
  it('says to how much answers are those expected, in two figures', () => {
    expect(
      [0, 0.011234, 0.00023, 1.25].map((difference) => goldenWords(difference).replace(/^.*expected, /, '')),
    ).toEqual([
      'to 0 in their logits.',
      'to 0.011 in their logits.',
      'to 0.00023 in their logits.',
      'to 1.3 in their logits.',
    ]);
  });
});

describe('gradientWords', () => {
  it('says why there are none, as one sentence', () => {
    expect(
      gradientWords({ kind: 'failed', reason: 'gradient.onnx could not be loaded: no connection.' }),
    ).toBe('There are no gradients: gradient.onnx could not be loaded: no connection.');
    expect(gradientWords({ kind: 'there', difference: 0.00123 })).toBe(
      'So are its gradients, to 0.0012 of the largest.',
    );
  });
});
