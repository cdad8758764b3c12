import type { Tensor } from '../checkpoint/safetensors';
import type { ModelConfig } from '../models/model-config';
import type { PackedTensor, PackedWeights } from './packed-weights';

/**
 * The parameters of an exported int8 model in float32 and in the checkpoint's layout (linear weights [out, in]): integers times
 * their scales, the very numbers that its graphs compute with.
 */
export function floatWeights(config: ModelConfig, { bytes, tensors }: PackedWeights): Map<string, Tensor> {
  return new Map(
    [...tensors].map(([name, tensor]) => [name, widened(bytes, tensor, name === config.names.words)]),
  );
}

function widened(
  bytes: Uint8Array,
  { shape, external, scales: place }: PackedTensor,
  inRows: boolean,
): Tensor {
  if (!place) return { shape, data: floatsAt(bytes, external) };
  const [first = 0, second = 0] = shape;
  const integers = new Int8Array(bytes.buffer, bytes.byteOffset + external.offset, external.length);
  const scales = floatsAt(bytes, place);
  const data = new Float32Array(integers.length);
  if (inRows) {
    for (let at = 0; at < data.length; at++) data[at] = integers[at]! * scales[Math.floor(at / second)]!;
    return { shape, data };
  }
  // Stored as [in, out], with a scale for each output.
  for (let input = 0; input < first; input++) {
    for (let output = 0; output < second; output++) {
      data[output * first + input] = integers[input * second + output]! * scales[output]!;
    }
  }
  return { shape: [second, first], data };
}

function floatsAt(
  bytes: Uint8Array,
  { offset, length }: { readonly offset: number; readonly length: number },
): Float32Array {
  // Copied, since a view would need an aligned offset.
  return new Float32Array(bytes.slice(offset, offset + length).buffer);
}
