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

it('has of the ranges that are tried the one of the least error, and leaves rounded rows as they are', () => {
  const random = new Random(3);
  const [rows, columns] = [8, 40_000];
  // A lone outlier in each row, at another distance from the others.
  const matrix = Float32Array.from({ length: rows * columns }, (_, at) => {
    const row = Math.floor(at / columns);
    return at % columns === 0 ? 1 : (0.65 + row / 20) * (2 * random.uniform() - 1);
  });
  const { values, scales } = quantiseRows(matrix, rows, columns);
  const shares = new Set<number>();
  for (let row = 0; row < rows; row++) {
    const source = matrix.subarray(row * columns, (row + 1) * columns);
    const largest = Math.max(...source.map(Math.abs));
    const tried = [1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7].map((share) => {
      const scale = Math.fround((share * largest) / 127);
      const errors = [...source].map(
        (value) => (value - scale * Math.max(-127, Math.min(127, Math.round(value / scale)))) ** 2,
      );
      return { share, scale, error: errors.reduce((sum, error) => sum + error, 0) };
    });
    const best = tried.reduce((least, other) => (other.error < least.error ? other : least));
    expect(scales[row]).toBe(best.scale);
    shares.add(best.share);
  }
  expect(shares.size).toBeGreaterThan(2);
  const restored = Float32Array.from(values, (value, at) => value * scales[Math.floor(at / columns)]!);
  expect(quantiseRows(restored, rows, columns)).toEqual({ values, scales });
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
