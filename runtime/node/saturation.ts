import { Tensor } from 'onnxruntime-node';
import { Graph } from '../../core/onnx/graph';
import { encodeModel } from '../../core/onnx/model-file';
import { openSession } from './session';

let answer: Promise<boolean> | null = null;

/**
 * Whether this processor's products of unsigned and signed bytes saturate. They do on x64 processors that have AVX2 or
 * AVX-512 and no VNNI. The runtime does not tell, so it computes the largest such product, once.
 */
export function productsSaturate(): Promise<boolean> {
  answer ??= measure();
  return answer;
}

async function measure(): Promise<boolean> {
  const size = 32;
  const graph = new Graph();
  const x = graph.input('x', { dataType: 'uint8', shape: [1, size] });
  const one = graph.constant([1], [1], 'float32');
  const weights = graph.constant(new Array<number>(size * size).fill(127), [size, size], 'int8');
  const [none, zero] = [graph.constant([0], [], 'uint8'), graph.constant([0], [], 'int8')];
  const scales = graph.constant(new Array<number>(size).fill(1), [size], 'float32');
  graph.output('y', graph.matMulIntegerToFloat(x, weights, one, scales, none, zero));
  const source = { graph: encodeModel(graph, 'saturation'), what: 'a product of integers' };
  const session = await openSession(source, { device: 'cpu' });
  try {
    const { y } = await session.run({ x: new Tensor('uint8', new Uint8Array(size).fill(255), [1, size]) });
    return y!.data[0] !== size * 255 * 127;
  } finally {
    await session.release();
  }
}
