import { describe, expect, it } from 'vitest';
import { packFromFiles, packWeights, type Precision } from '../graphs/packed-weights';
import { toFloat16 } from '../math/float16';
import { parameterShapes } from '../models/parameters';
import { parseModelConfig } from '../models/registry';
import { findParameters, readCheckpoint } from './checkpoint';
import { readSafetensors, writeSafetensors, type Tensor } from './safetensors';
import { openTensorFiles, type ByteSource } from './tensor-files';

const config = parseModelConfig({
  model_type: 'mpnet',
  vocab_size: 90_000,
  hidden_size: 16,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 24,
  max_position_embeddings: 12,
  num_labels: 3,
});

function randomTensors(): Map<string, Tensor> {
  return new Map(
    [...parameterShapes(config)].map(([name, shape], seed) => [
      name,
      {
        shape,
        data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(seed + i)),
      },
    ]),
  );
}

/** A file in memory that counts how much of it is asked for at once. */
class MemoryFile implements ByteSource {
  largest = 0;
  constructor(
    readonly name: string,
    private readonly bytes: Uint8Array,
  ) {}

  get size(): number {
    return this.bytes.length;
  }

  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    this.largest = Math.max(this.largest, end - start);
    return Promise.resolve(new Uint8Array(this.bytes.slice(start, end)));
  }
}

/** The same file with its numbers in half precision. */
function inHalves(tensors: ReadonlyMap<string, Tensor>): Uint8Array {
  const parts = [...tensors].map(([name, { shape, data }]) => ({ name, shape, half: toFloat16(data) }));
  let offset = 0;
  const header = Object.fromEntries(
    parts.map(({ name, shape, half }) => [
      name,
      { dtype: 'F16', shape, data_offsets: [offset, (offset += half.byteLength)] },
    ]),
  );
  const json = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  let at = 8 + json.length;
  for (const { half } of parts) {
    file.set(new Uint8Array(half.buffer), at);
    at += half.byteLength;
  }
  return file;
}

async function streamed(files: readonly ByteSource[], precision: Precision) {
  const tensors = await openTensorFiles(files);
  const parameters = new Map(
    [...findParameters(config, tensors)].map(([name, stored]) => [name, tensors.get(stored)!]),
  );
  const shares: number[] = [];
  const packed = await packFromFiles(config, parameters, {
    precision,
    location: 'weights.bin',
    onProgress: (share) => shares.push(share),
  });
  expect(shares.at(-1)).toBeCloseTo(1, 12);
  return packed;
}

describe('weights packed a block of rows at a time', () => {
  it.each(['int8', 'float16', 'float32'] as const)(
    'are those packed at once: %s, from shards',
    async (precision) => {
      const all = [...randomTensors()];
      const files = [all.slice(0, 9), all.slice(9)].map(
        (part, at) => new MemoryFile(`model-${at}.safetensors`, writeSafetensors(new Map(part))),
      );
      const expected = packWeights(config, readCheckpoint(config, new Map(all)), precision, 'weights.bin');
      const packed = await streamed(files, precision);
      expect(packed.tensors).toEqual(expected.tensors);
      expect(Buffer.compare(packed.bytes, expected.bytes)).toBe(0);
      // The table alone has 5.8 MB.
      for (const { largest } of files) expect(largest).toBeLessThan(4.3e6);
    },
  );

  it('are those packed at once of half precision', async () => {
    const bytes = inHalves(randomTensors());
    const expected = packWeights(
      config,
      readCheckpoint(config, readSafetensors(bytes)),
      'int8',
      'weights.bin',
    );
    const file = new MemoryFile('model.safetensors', bytes);
    expect(Buffer.compare((await streamed([file], 'int8')).bytes, expected.bytes)).toBe(0);
  });

  it('name the file, the tensor and the number that is none', async () => {
    const tensors = randomTensors();
    tensors.get(config.names.words)!.data[1_200_001] = NaN;
    const file = new MemoryFile('part.safetensors', writeSafetensors(tensors));
    await expect(streamed([file], 'int8')).rejects.toThrow(
      `part.safetensors: Tensor "${config.names.words}" holds NaN at index 1200001`,
    );
  });

  it('are not read from what is no such file', async () => {
    const whole = writeSafetensors(randomTensors());
    const broken = (bytes: Uint8Array) => openTensorFiles([new MemoryFile('x.safetensors', bytes)]);
    await expect(broken(whole.subarray(0, 5))).rejects.toThrow('x.safetensors: Not a safetensors file');
    await expect(broken(whole.subarray(0, 200))).rejects.toThrow(
      'x.safetensors: The safetensors file is truncated',
    );
    await expect(broken(whole.subarray(0, -1))).rejects.toThrow(/x\.safetensors: .* is truncated: tensor/);
  });
});
