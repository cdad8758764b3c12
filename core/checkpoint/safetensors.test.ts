import { describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from './safetensors';

function file(header: unknown, data: ArrayBufferView = new Uint8Array()): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.byteLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 8 + json.length);
  return bytes;
}

const entry = (dtype: string, shape: number[], end: number, begin = 0) => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe('readSafetensors', () => {
  it('returns what writeSafetensors wrote', () => {
    const tensors = new Map([
      ['classifier.weight', { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, -0, 1e-40) }],
      ['classifier.bias', { shape: [2], data: Float32Array.of(3.4e38, 0.1) }],
      ['scalar', { shape: [], data: Float32Array.of(7) }],
    ]);
    const written = writeSafetensors(tensors, { format: 'pt' });
    expect(readSafetensors(written)).toEqual(tensors);
    expect(readSafetensors(written.buffer)).toEqual(tensors);
  });

  it('starts the data on a multiple of eight and states the metadata', () => {
    const written = writeSafetensors(new Map([['a', { shape: [1], data: Float32Array.of(1) }]]), {
      format: 'pt',
    });
    const length = Number(new DataView(written.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(written.subarray(8, 8 + length)))).toEqual({
      __metadata__: { format: 'pt' },
      a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
    });
  });

  it('reads a file at an odd place within a larger buffer', () => {
    const inner = file({ a: entry('F32', [1], 4) }, Float32Array.of(2.5));
    const outer = new Uint8Array(inner.length + 3);
    outer.set(inner, 3);
    expect(readSafetensors(outer.subarray(3)).get('a')?.data).toEqual(Float32Array.of(2.5));
  });

  it('widens float16, subnormals included', () => {
    const half = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x8200, 0x03ff, 0x8000, 0x3555);
    const tensor = readSafetensors(file({ a: entry('F16', [9], 18) }, half)).get('a');
    const expected = [1, -2, 65504, 2 ** -14, 2 ** -24, -(2 ** -15), (1023 / 1024) * 2 ** -14, -0];
    expect([...tensor!.data]).toEqual([...expected, (1 + 0x155 / 1024) / 4]);
  });

  it('widens bfloat16', () => {
    const bits = Uint16Array.of(0x3f80, 0xc040, 0x0001);
    expect([...readSafetensors(file({ a: entry('BF16', [3], 6) }, bits)).get('a')!.data]).toEqual([
      1,
      -3,
      2 ** -133,
    ]);
  });

  it('leaves index buffers out', () => {
    const bytes = file(
      { position_ids: entry('I64', [1, 1], 8), a: entry('F32', [1], 12, 8) },
      new Uint8Array(12),
    );
    expect([...readSafetensors(bytes).keys()]).toEqual(['a']);
  });

  it.each([
    ['F32', Float32Array.of(1, 2, NaN, 4), 'NaN at index 2'],
    ['F32', Float32Array.of(-Infinity, 2, 3, 4), '-Infinity at index 0'],
    ['F16', Uint16Array.of(0x3c00, 0x7c00, 0, 0), 'Infinity at index 1'],
    ['BF16', Uint16Array.of(0, 0, 0, 0x7fc0), 'NaN at index 3'],
  ])('refuses values in %s that are not finite, by tensor and index', (dtype, data, what) => {
    const bytes = file(
      { fine: entry(dtype, [0], 0), 'encoder.weight': entry(dtype, [2, 2], data.byteLength) },
      data,
    );
    expect(() => readSafetensors(bytes)).toThrow(`Tensor "encoder.weight" holds ${what}`);
  });

  it.each([
    ['an empty file', new Uint8Array(), /truncated: it has 0 bytes/],
    [
      'another kind of file',
      new TextEncoder().encode('PK\u0003\u0004 a zip file'),
      /first 8 bytes state a header/,
    ],
    [
      'a cut header',
      file({ a: entry('F32', [1], 4) }, Float32Array.of(1)).subarray(0, 20),
      /truncated within its header/,
    ],
    [
      'cut data',
      file({ a: entry('F32', [2], 8) }, Float32Array.of(1)),
      /truncated: tensor "a" ends at byte \d+ of \d+/,
    ],
    ['a header that is no JSON', file('{"a":'), /no valid JSON/],
    ['a header that is no object', file('[]'), /no JSON object/],
    ['an entry without a shape', file({ a: { dtype: 'F32', data_offsets: [0, 4] } }), /wrong at "a"/],
    ['an entry that is null', file({ a: null }), /wrong at "a"/],
    ['a negative extent', file({ a: entry('F32', [-1], 4) }, Float32Array.of(1)), /wrong at "a"/],
    [
      'offsets the wrong way round',
      file({ a: entry('F32', [1], 0, 4) }, Float32Array.of(1)),
      /ends \(0\) before/,
    ],
    [
      'a shape that is not the data',
      file({ a: entry('F32', [2], 4) }, Float32Array.of(1)),
      /takes 8 bytes.*say 4/,
    ],
    [
      'bytes left over',
      file({ a: entry('F32', [1], 4) }, Float32Array.of(1, 2)),
      /4 bytes that belong to no tensor/,
    ],
    ['another data type', file({ a: entry('I8', [4], 4) }, Float32Array.of(1)), /"a" has data type I8/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(message);
  });
});

describe('writeSafetensors', () => {
  it('refuses a shape that does not hold the data', () => {
    const tensors = new Map([['a', { shape: [2, 2], data: new Float32Array(3) }]]);
    expect(() => writeSafetensors(tensors)).toThrow(/"a" of shape \[2, 2\] has 3 values/);
  });
});
