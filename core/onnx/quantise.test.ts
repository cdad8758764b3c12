import { expect, it } from 'vitest';
import { fromFloat16, toFloat16 } from '../math/float16';
import { Random } from '../math/random';
import { quantiseRows } from './quantise';

it('quantises each row to within half a step of its own range', () => {
  const random = new Random(1);
  const matrix = Float32Array.from(
    { length: 4 * 32 },
    (_, i) => (random.uniform() - 0.5) * 10 ** Math.floor(i / 32),
  );
  const { values, scales } = quantiseRows(matrix, 4, 32);
  matrix.forEach((value, i) => {
    const scale = scales[Math.floor(i / 32)]!;
    const restored = values[i]! * scale;
    // A clipped outlier may have a larger error. It is then at the end of the range.
    if (Math.abs(values[i]!) < 127)
      expect(Math.abs(restored - value)).toBeLessThanOrEqual(scale / 2 + 1e-6 * scale);
  });
});

it('clips a lone outlier where that makes the error of its row less', () => {
  const random = new Random(2);
  const row = Float32Array.from({ length: 20_000 }, () => 0.9 * (2 * random.uniform() - 1));
  row[0] = 1;
  const error = (scale: number, integers: Int8Array) =>
    row.reduce((sum, value, i) => sum + (value - scale * integers[i]!) ** 2, 0);
  const { values, scales } = quantiseRows(row, 1, row.length);
  const plain = Int8Array.from(row, (value) => Math.round(value * 127));
  expect(values[0]).toBe(127);
  expect(scales[0]).toBeLessThan(0.96 / 127);
  expect(error(scales[0]!, values)).toBeLessThan(0.95 * error(1 / 127, plain));
});

it('keeps a row of zeros', () => {
  expect(quantiseRows(new Float32Array(3), 1, 3)).toEqual({
    values: new Int8Array(3),
    scales: Float32Array.of(1),
  });
});

it('rounds to half precision as IEEE 754 does', () => {
  const cases: readonly (readonly [number, number])[] = [
    [0, 0],
    [-2, 0xc000],
    [1 / 3, 0x3555],
    [65504, 0x7bff],
    [65520, 0x7c00],
    [2 ** -24, 1],
    [2 ** -26, 0],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [Infinity, 0x7c00],
  ];
  for (const [value, bits] of cases) expect(toFloat16(Float32Array.of(value))[0], String(value)).toBe(bits);
  for (let bits = 0; bits < 0x7c00; bits++)
    expect(toFloat16(Float32Array.of(fromFloat16(bits)))[0]).toBe(bits);
});
