import { describe, expect, it } from 'vitest';
import { Graph } from './graph';
import { encodeModel } from './model-file';
import { decodeModel } from './testing/decode-model';
import { TensorProto_DataType as ElementType } from './schema/onnx_pb';
import { elementCodes } from './types';

function sample(): Graph {
  const graph = new Graph();
  const x = graph.input('x', { dataType: 'float32', shape: ['batch', 4] });
  const weights = graph.weight('w', 'float32', [4, 2], { location: 'weights.bin', offset: 64, length: 32 });
  const scale = graph.constant(Float32Array.of(1, 1, 1, 1), [4], 'float32');
  const normal = graph.layerNormalization(
    x,
    scale,
    graph.constant(new Float32Array(4), [4], 'float32'),
    1e-5,
  );
  graph.relu(normal); // nothing reads it
  graph.output('y', graph.matMul(normal, weights));
  return graph;
}

describe('encodeModel', () => {
  const model = decodeModel(encodeModel(sample(), 'sample'));

  it('round-trips names, shapes and operators', () => {
    expect(model.graph!.input.map(({ name }) => name)).toEqual(['x']);
    expect(model.graph!.node.map(({ opType }) => opType)).toEqual([
      'LayerNormalization',
      'MatMul',
      'Identity',
    ]);
    const type = model.graph!.output[0]!.type!.value;
    if (type.case !== 'tensorType') throw new Error('y is no tensor');
    expect(type.value.shape!.dim.map(({ value }) => value.value)).toEqual(['batch', 2n]);
  });

  it("imports a runtime's own operators from its domain", () => {
    const graph = new Graph();
    const a = graph.input('a', { dataType: 'uint8', shape: ['rows', 4] });
    const scale = graph.input('scale', { dataType: 'float32', shape: ['rows', 1] });
    const b = graph.constant(new Int8Array(12), [4, 3], 'int8');
    const scales = graph.constant(new Float32Array(3), [3], 'float32');
    const aZero = graph.constant([128], [], 'uint8');
    const bZero = graph.constant([0], [], 'int8');
    const product = graph.matMulIntegerToFloat(a, b, scale, scales, aZero, bZero);
    expect(product).toMatchObject({ dataType: 'float32', shape: ['rows', 3] });
    graph.output('y', product);
    const { opsetImport, graph: encoded } = decodeModel(encodeModel(graph, 'sample'));
    expect(opsetImport.map(({ domain }) => domain)).toEqual(['', 'com.microsoft']);
    expect(encoded!.node[0]).toMatchObject({ opType: 'MatMulIntegerToFloat', domain: 'com.microsoft' });
    expect(model.opsetImport.map(({ domain }) => domain)).toEqual(['']);
  });

  it('refers to external weights by location, offset and length', () => {
    const weight = model.graph!.initializer.find(({ name }) => name === 'w')!;
    expect(Object.fromEntries(weight.externalData.map(({ key, value }) => [key, value]))).toEqual({
      location: 'weights.bin',
      offset: '64',
      length: '32',
    });
  });

  it('leaves out outputs that nothing reads', () => {
    expect(model.graph!.node[0]!.output).toHaveLength(1);
  });
});

it('refuses bytes that are no model', () => {
  expect(() => decodeModel(new TextEncoder().encode('not a model'))).toThrow('not an ONNX model');
  expect(() => decodeModel(encodeModel(sample(), 'sample').slice(0, 100))).toThrow(/ONNX model/);
});

describe('element types', () => {
  it("have the codes of ONNX's own schema", () => {
    const { FLOAT, DOUBLE, FLOAT16, INT8, UINT8, INT32, INT64, BOOL } = ElementType;
    const names = { float32: FLOAT, float64: DOUBLE, float16: FLOAT16, int8: INT8, uint8: UINT8 };
    expect(elementCodes).toEqual({ ...names, int32: INT32, int64: INT64, bool: BOOL });
  });
});

describe('shape checks', () => {
  const graph = new Graph();
  const a = graph.input('a', { dataType: 'float32', shape: ['batch', 3, 4] });
  const b = graph.input('b', { dataType: 'float32', shape: ['length', 4] });
  const ids = graph.input('ids', { dataType: 'int64', shape: ['batch'] });

  it.each([
    [
      'MatMul',
      () => graph.matMul(a, b),
      'MatMul(float32 [batch, 3, 4], float32 [length, 4]): inner sizes 4 and length differ',
    ],
    ['Add', () => graph.add(a, b), 'sizes 3 and length do not broadcast'],
    ['Add of types', () => graph.add(a, ids), 'the element types differ'],
    ['Reshape', () => graph.reshape(a, [0, 5, -1]), 'cannot reshape to [batch, 5, -1]'],
    ['Transpose', () => graph.transpose(a, [0, 1]), 'perm [0, 1] does not permute the axes'],
    ['Tanh', () => graph.tanh(ids), 'needs a float tensor, got int64'],
    ['axis', () => graph.reduceSum(a, [3], true), 'axis 3 is outside a tensor of rank 3'],
    ['name', () => graph.input('a', a), 'the name a is taken'],
  ])('%s', (_, build, message) => expect(build).toThrow(message));

  it('adds the pads of both sides', () => {
    const pads = graph.constant([0, 1, 0, 0, 2, 0], [6]);
    expect(graph.apply('Pad', [a, pads])[0]!.shape).toEqual(['batch', 6, 4]);
    const unknown = graph.constant([1, 0, 0, 0, 0, 0], [6]);
    expect(() => graph.apply('Pad', [a, unknown])).toThrow('the size along axis 0 must be known');
  });

  it('cancels named sizes in a Reshape and infers the rest', () => {
    expect(graph.reshape(a, [0, -1]).shape).toEqual(['batch', 12]);
    expect(graph.reshape(a, [-1, 4]).shape).toEqual(['3*batch', 4]);
    const joined = graph.reshape(a, [-1, 2]);
    expect(joined.shape).toEqual(['6*batch', 2]);
    expect(graph.reshape(joined, [-1, 12]).shape).toEqual(['batch', 12]);
    expect(graph.reshapeTo(joined, [-1, { of: a, axis: 0 }]).shape).toEqual([12, 'batch']);
    expect(() => graph.reshapeTo(joined, [-1, { of: b, axis: 0 }])).toThrow('cannot reshape to [-1, length]');
  });
});
