import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../core/math/random';
import { instantiateKernels } from '../../test/kernels';
import { Arena, GROUP, TILE_ROWS, fastestLinear, roundUp, type Kernels } from './kernels';

let kernels: Kernels;
let arena: Arena;

beforeAll(async () => {
  kernels = await instantiateKernels();
  arena = new Arena(kernels.memory);
});

/** Uniform on [-scale, scale). */
function numbers(count: number, seed: number, scale = 1): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: count }, () => scale * (2 * random.uniform() - 1));
}

const product = (...sizes: readonly number[]) => sizes.reduce((all, size) => all * size, 1);
const room = (...sizes: readonly number[]) => arena.allocate(4 * product(...sizes));
const padded = (rows: number) => roundUp(rows, TILE_ROWS);

/** Largest difference, relative to the largest expected entry. */
function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  let [most, scale] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    scale = Math.max(scale, Math.abs(expected[i]!));
    // NaN stays NaN, which no bound holds.
    most = Math.max(most, Math.abs(actual[i]! - expected[i]!));
  }
  return most / scale;
}

describe('quantise', () => {
  it.each([4, 8, 60, 64, GROUP, GROUP + 4, 384])(
    'gives %i columns within half a step of what they were, in seven bits',
    (size) => {
      const rows = 5;
      const x = numbers(rows * size, size, 3).map((value) => value + 2);
      const groups = Math.ceil(size / GROUP);
      const [q, ranges] = [arena.allocate(rows * size), room(rows, groups, 2)];
      kernels.quantise(arena.store(x), rows, size, q, ranges);
      const integers = arena.bytes(q, rows * size);
      const stated = arena.floats(ranges, rows * groups * 2);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < size; column++) {
          const group = row * groups + Math.floor(column / GROUP);
          const [step, least] = [stated[2 * group]!, stated[2 * group + 1]!];
          const integer = integers[row * size + column]!;
          expect(integer).toBeLessThan(128);
          const gap = Math.abs(least + step * integer - x[row * size + column]!);
          expect(gap).toBeLessThanOrEqual(0.5001 * step);
        }
      }
    },
  );

  it('keeps equal numbers as they are, be they zero or large', () => {
    for (const value of [0, -1e-20, 3e5]) {
      const [q, ranges] = [arena.allocate(8), room(2)];
      kernels.quantise(arena.store(new Float32Array(8).fill(value)), 1, 8, q, ranges);
      const [step, least] = arena.floats(ranges, 2) as unknown as [number, number];
      for (const integer of arena.bytes(q, 8)) {
        expect(integer).toBeLessThan(128);
        expect(least + step * integer).toBeCloseTo(Math.fround(value), 6);
      }
    }
  });
});

/** Rows of random integers, and a matrix, laid out as the linear kernels read them. */
function linearProblem(rows: number, k: number, n: number) {
  const random = new Random(rows);
  const groups = Math.ceil(k / GROUP);
  const integers = Uint8Array.from({ length: padded(rows) * k }, () => random.integer(128));
  const ranges = numbers(padded(rows) * groups * 2, 1);
  const weights = Int8Array.from({ length: k * n }, () => random.integer(255) - 127);
  const [scales, bias] = [numbers(n, 2), numbers(n, 3)];
  const blocks = new Int8Array(k * n);
  const sums = new Float32Array(groups * n);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < n; j++) {
      blocks[(j >> 3) * k * 8 + (i >> 2) * 32 + (j & 7) * 4 + (i & 3)] = weights[i * n + j]!;
      sums[Math.floor(i / GROUP) * n + j]! += weights[i * n + j]!;
    }
  }
  const expected = Array.from({ length: rows * n }, (_, at) => {
    const [row, column] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let i = 0; i < k; i++) {
      const range = 2 * (row * groups + Math.floor(i / GROUP));
      sum += (ranges[range + 1]! + ranges[range]! * integers[row * k + i]!) * weights[i * n + column]!;
    }
    return sum * scales[column]! + bias[column]!;
  });
  const answer = (kernel: 'linear' | 'linearByPairs'): Float32Array => {
    const out = room(padded(rows), n);
    kernels[kernel](
      arena.store(new Int8Array(integers.buffer)),
      arena.store(ranges),
      rows,
      k,
      arena.store(blocks),
      arena.store(sums),
      arena.store(scales),
      arena.store(bias),
      n,
      out,
    );
    return arena.floats(out, rows * n).slice();
  };
  return { expected, answer };
}

const linearSizes = [
  [1, 8, 8],
  [6, GROUP, 16],
  [7, GROUP + 4, 24],
  [13, 384, 40],
] as const;

describe.each(['linear', 'linearByPairs'] as const)('%s', (kernel) => {
  it.each(linearSizes)('multiplies %i rows of %i by a matrix to %i columns', (rows, k, n) => {
    const { expected, answer } = linearProblem(rows, k, n);
    expect(difference(answer(kernel), expected)).toBeLessThan(1e-5);
  });

  it('adds the largest products without loss', () => {
    const k = GROUP;
    const out = room(TILE_ROWS, 8);
    kernels[kernel](
      arena.store(new Int8Array(TILE_ROWS * k).fill(127)),
      arena.store(Float32Array.from({ length: TILE_ROWS * 2 }, (_, at) => (at % 2 === 0 ? 1 : 0))),
      1,
      k,
      arena.store(new Int8Array(8 * k).fill(-127)),
      arena.store(new Float32Array(8).fill(-127 * k)),
      arena.store(new Float32Array(8).fill(1)),
      arena.store(new Float32Array(8)),
      8,
      out,
    );
    expect([...arena.floats(out, 8)]).toEqual(new Array(8).fill(-127 * 127 * k));
  });
});

it.each(linearSizes)('both linear kernels give the same bits: %i rows, %i by %i', (rows, k, n) => {
  const { answer } = linearProblem(rows, k, n);
  expect(answer('linearByPairs')).toEqual(answer('linear'));
});

describe('fastestLinear', () => {
  it('adds up pairs where dot products saturate beyond seven bits, and them alone', () => {
    const by = (sum: number) => fastestLinear({ ...kernels, dotOutOfRange: () => sum });
    expect(by(2 * 32767)).toBe(kernels.linearByPairs);
    // Bytes of eight bits, without a sign (VNNI) and with one (ARM).
    expect(by(4 * 127 * 255)).toBe(kernels.linear);
    expect(by(4 * 127 * -1)).toBe(kernels.linear);
    expect([2 * 32767, 4 * 127 * 255, 4 * 127 * -1]).toContain(kernels.dotOutOfRange(127, 255));
    expect(kernels.dotOutOfRange(127, 127)).toBe(4 * 127 * 127);
  });
});

describe('matMul', () => {
  it.each([
    [1, 3, 4],
    [4, 8, 8],
    [5, 17, 12],
    [9, 32, 20],
  ])('multiplies [%i, %i] by [.., %i], rows set apart', (m, k, n) => {
    const [a, b] = [numbers(m * (k + 3), 1), numbers(k * (n + 4), 2)];
    const out = room(m, n + 8);
    kernels.matMul(arena.store(a), k + 3, arena.store(b), n + 4, m, k, n, out, n + 8);
    const result = arena.floats(out, m * (n + 8));
    const [actual, expected] = [[] as number[], [] as number[]];
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let at = 0; at < k; at++) sum += a[i * (k + 3) + at]! * b[at * (n + 4) + j]!;
        expected.push(sum);
        actual.push(result[i * (n + 8) + j]!);
      }
    }
    expect(difference(actual, expected)).toBeLessThan(1e-6);
  });
});

describe('attention', () => {
  it.each([
    [1, 1, 1],
    [3, 7, 7],
    [2, 1, 18],
  ])('%i texts, %i queries each, of %i tokens', (texts, queries, length) => {
    const [heads, size] = [3, 8];
    const hidden = heads * size;
    const query = numbers(texts * queries * hidden, 1);
    const [key, value] = [numbers(texts * length * hidden, 2), numbers(texts * length * hidden, 3)];
    const width = Math.ceil(length / 4) * 4;
    // The last token of each text but the first may not be attended to.
    const hides = (text: number, token: number) => token >= length || (text > 0 && token === length - 1);
    const bias = Float32Array.from({ length: texts * width }, (_, at) =>
      hides(Math.floor(at / width), at % width) ? -1e9 : 0,
    );
    const out = room(texts * queries, hidden);
    kernels.attention(
      arena.store(query),
      arena.store(key),
      arena.store(value),
      arena.store(bias),
      texts,
      queries,
      length,
      heads,
      size,
      room(size + queries, width),
      out,
    );
    const expected = new Float64Array(texts * queries * hidden);
    for (let text = 0; text < texts; text++) {
      for (let head = 0; head < heads; head++) {
        for (let asked = 0; asked < queries; asked++) {
          const from = (text * queries + asked) * hidden + head * size;
          const at = (token: number) => (text * length + token) * hidden + head * size;
          const powers = Array.from({ length }, (_, token) => {
            let score = 0;
            for (let i = 0; i < size; i++) score += query[from + i]! * key[at(token) + i]!;
            return hides(text, token) ? 0 : Math.exp(score / Math.sqrt(size));
          });
          const total = powers.reduce((sum, power) => sum + power, 0);
          for (let i = 0; i < size; i++) {
            powers.forEach(
              (power, token) => (expected[from + i]! += (power / total) * value[at(token) + i]!),
            );
          }
        }
      }
    }
    expect(difference(arena.floats(out, expected.length), expected)).toBeLessThan(2e-6);
  });
});

describe('layerNorm', () => {
  it.each([true, false])('of a sum (%s)', (isSum) => {
    const [rows, size, epsilon] = [3, 24, 1e-6];
    const [x, y] = [numbers(rows * size, 1, 5), numbers(rows * size, 2)];
    const [scale, bias] = [numbers(size, 3), numbers(size, 4)];
    const out = arena.store(x);
    kernels.layerNorm(
      out,
      isSum ? arena.store(y) : 0,
      arena.store(scale),
      arena.store(bias),
      rows,
      size,
      epsilon,
      out,
    );
    const expected = Array.from({ length: rows * size }, (_, at) => {
      const column = at % size;
      const row = Array.from(
        { length: size },
        (_, i) => x[at - column + i]! + (isSum ? y[at - column + i]! : 0),
      );
      const mean = row.reduce((sum, value) => sum + value, 0) / size;
      const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size;
      return ((row[column]! - mean) / Math.sqrt(variance + epsilon)) * scale[column]! + bias[column]!;
    });
    expect(difference(arena.floats(out, rows * size), expected)).toBeLessThan(1e-6);
  });
});

/** erf by its Maclaurin series, for |x| up to 4 or so. */
function erf(x: number): number {
  let [sum, term] = [0, x];
  for (let n = 0; n < 120; n++) {
    sum += term / (2 * n + 1);
    term *= -(x * x) / (n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

describe('activations', () => {
  const inner = (x: number) => Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);
  it.each([
    ['geluTanh', (x: number) => 0.5 * x * (1 + Math.tanh(inner(x)))],
    ['geluErf', (x: number) => 0.5 * x * (1 + (Math.abs(x) > 5 ? Math.sign(x) : erf(x / Math.SQRT2)))],
    ['relu', (x: number) => Math.max(0, x)],
    ['tanh', Math.tanh],
  ] as const)('%s', (name, exact) => {
    const x = Float32Array.from({ length: 4004 }, (_, i) => (i - 2002) / 200);
    x[0] = -1e4;
    x[4003] = 1e4;
    const at = arena.store(x);
    kernels[name](at, x.length);
    const actual = arena.floats(at, x.length);
    x.forEach((value, i) => {
      const expected = exact(value);
      expect(Math.abs(actual[i]! - expected)).toBeLessThanOrEqual(2e-6 * Math.max(1, Math.abs(expected)));
    });
  });
});

describe('gatherRows', () => {
  it('copies rows by their indices', () => {
    const out = room(3, 2);
    kernels.gatherRows(
      arena.store(Float32Array.of(1, 2, 3, 4)),
      arena.store(Int32Array.of(1, 0, 1)),
      3,
      8,
      out,
    );
    expect([...arena.floats(out, 6)]).toEqual([3, 4, 1, 2, 3, 4]);
  });
});
