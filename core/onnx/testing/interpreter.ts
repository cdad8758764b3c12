import type { Graph } from '../graph';
import { intAttribute, intsAttribute, type GraphNode, type Operator, type Value } from '../types';
import { broadcastTo, matrixProduct, reduceAxes, sizeOf, stridesOf, type Tensor } from './tensors';

/**
 * Evaluates a graph in float64, operator by operator, straight from the ONNX specification. Tests compare gradient
 * rules with it. It shares no code with the shape rules and gradient rules that it checks.
 * @returns the outputs by name
 */
export function evaluate(graph: Graph, inputs: Readonly<Record<string, Tensor>>): Map<string, Tensor> {
  const values = new Map<string, Tensor>();
  for (const { name, shape, constant } of graph.initializers) {
    if (!constant) throw new Error(`${name} lies in an external file`);
    values.set(name, { shape: shape as readonly number[], data: Float64Array.from(constant) });
  }
  for (const { name } of graph.inputs) {
    const input = inputs[name];
    if (!input) throw new Error(`input ${name} is missing`);
    values.set(name, input);
  }
  const read = ({ name }: Value): Tensor => {
    const tensor = values.get(name);
    if (!tensor) throw new Error(`${name} is read before it is computed`);
    return tensor;
  };
  for (const node of graph.nodes) {
    const outputs = operators[node.operator]?.(node.inputs.map(read), node);
    if (!outputs) throw new Error(`the interpreter has no ${node.operator}`);
    node.outputs.forEach((output, index) => values.set(output.name, outputs[index]!));
  }
  return new Map(graph.outputs.map(({ name, value }) => [name, read(value)]));
}

type Evaluation = (inputs: readonly Tensor[], node: GraphNode) => readonly Tensor[];

const binary =
  (f: (a: number, b: number) => number): Evaluation =>
  ([a, b]) => {
    const [left, right] = broadcastTo(a!, b!);
    return [{ shape: left.shape, data: left.data.map((value, index) => f(value, right.data[index]!)) }];
  };

const unary =
  (f: (x: number) => number): Evaluation =>
  ([x]) => [{ shape: x!.shape, data: x!.data.map(f) }];

const reduction =
  (f: (values: readonly number[]) => number): Evaluation =>
  ([x, axes], node) => [
    reduceAxes(x!, Array.from(axes!.data), intAttribute(node.attributes, 'keepdims', 1) === 1, f),
  ];

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Abramowitz & Stegun 7.1.5, summed until its terms vanish: exact to float64 for the arguments that tests use. */
function erf(x: number): number {
  let term = x;
  let total = x;
  for (let n = 1; n < 200 && Math.abs(term) > 1e-18; n++) {
    term *= (-x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

function gelu(x: number, approximate: boolean): number {
  const inner = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);
  return approximate ? 0.5 * x * (1 + Math.tanh(inner)) : 0.5 * x * (1 + erf(x / Math.SQRT2));
}

const transpose: Evaluation = ([x], node) => {
  const order = intsAttribute(node.attributes, 'perm')!;
  const shape = order.map((axis) => x!.shape[axis]!);
  const source = stridesOf(x!.shape);
  const target = stridesOf(shape);
  const data = new Float64Array(x!.data.length).map((_, index) => {
    let from = 0;
    order.forEach((axis, at) => (from += (Math.floor(index / target[at]!) % shape[at]!) * source[axis]!));
    return x!.data[from]!;
  });
  return [{ shape, data }];
};

const layerNormalization: Evaluation = ([x, scale, bias], node) => {
  const epsilon = node.attributes['epsilon'];
  const size = x!.shape.at(-1)!;
  const rows = x!.data.length / size;
  const data = new Float64Array(x!.data.length);
  const means = new Float64Array(rows);
  const inverses = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const values = Array.from(x!.data.subarray(row * size, (row + 1) * size));
    const mean = sum(values) / size;
    const variance = sum(values.map((value) => (value - mean) ** 2)) / size;
    means[row] = mean;
    inverses[row] = 1 / Math.sqrt(variance + (epsilon?.kind === 'float' ? epsilon.value : 1e-5));
    values.forEach((value, at) => {
      data[row * size + at] = (value - mean) * inverses[row]! * scale!.data[at]! + bias!.data[at]!;
    });
  }
  const statistics = [...x!.shape.slice(0, -1), 1];
  return [
    { shape: x!.shape, data },
    { shape: statistics, data: means },
    { shape: statistics, data: inverses },
  ];
};

const gather: Evaluation = ([x, indices], node) => {
  const axis = intAttribute(node.attributes, 'axis', 0);
  if (axis !== 0) throw new Error('the interpreter gathers along axis 0');
  const width = sizeOf(x!.shape.slice(1));
  const rows = Array.from(indices!.data, (index) =>
    Array.from(x!.data.subarray(index * width, (index + 1) * width)),
  );
  return [{ shape: [...indices!.shape, ...x!.shape.slice(1)], data: Float64Array.from(rows.flat()) }];
};

const scatterAdd: Evaluation = ([base, positions, updates]) => {
  const data = base!.data.slice();
  const width = sizeOf(base!.shape.slice(1));
  positions!.data.forEach((row, at) => {
    for (let column = 0; column < width; column++)
      data[row * width + column]! += updates!.data[at * width + column]!;
  });
  return [{ shape: base!.shape, data }];
};

/** Slice from 0 and Pad at the end are the same loop: it copies the entries that both shapes have. */
function resize(x: Tensor, shape: readonly number[]): Tensor {
  const source = stridesOf(x.shape);
  const target = stridesOf(shape);
  const data = new Float64Array(sizeOf(shape)).map((_, index) => {
    const at = shape.map((size, axis) => Math.floor(index / target[axis]!) % size);
    if (at.some((position, axis) => position >= x.shape[axis]!)) return 0;
    return x.data[at.reduce((offset, position, axis) => offset + position * source[axis]!, 0)]!;
  });
  return { shape, data };
}

const reshape: Evaluation = ([x, target]) => {
  const shape = Array.from(target!.data, (size, axis) => (size === 0 ? x!.shape[axis]! : size));
  const known = sizeOf(shape.filter((size) => size !== -1));
  return [{ shape: shape.map((size) => (size === -1 ? x!.data.length / known : size)), data: x!.data }];
};

/** Null for operators that only integer arithmetic uses. Tests compare that with the runtime. */
const operators: Readonly<Record<Operator, Evaluation | null>> = {
  Add: binary((a, b) => a + b),
  Sub: binary((a, b) => a - b),
  Mul: binary((a, b) => a * b),
  Div: binary((a, b) => a / b),
  Greater: binary((a, b) => Number(a > b)),
  Equal: binary((a, b) => Number(a === b)),
  Neg: unary((x) => -x),
  Exp: unary(Math.exp),
  Log: unary(Math.log),
  Tanh: unary(Math.tanh),
  Sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
  Erf: unary(erf),
  Relu: unary((x) => Math.max(0, x)),
  Abs: unary(Math.abs),
  Cast: ([x]) => [x!],
  Gelu: ([x], node) => {
    const approximate = node.attributes['approximate'];
    const tanh = approximate?.kind === 'string' && approximate.value === 'tanh';
    return [{ shape: x!.shape, data: x!.data.map((value) => gelu(value, tanh)) }];
  },
  Softmax: ([x], node) => {
    const axis = intAttribute(node.attributes, 'axis', -1);
    const exponentials = { shape: x!.shape, data: x!.data.map(Math.exp) };
    const [total, all] = broadcastTo(reduceAxes(exponentials, [axis], true, sum), exponentials);
    return [{ shape: x!.shape, data: all.data.map((value, index) => value / total.data[index]!) }];
  },
  ReduceSum: reduction(sum),
  ReduceMean: reduction((values) => sum(values) / values.length),
  ReduceMax: reduction((values) => Math.max(...values)),
  MatMul: ([a, b]) => [matrixProduct(a!, b!)],
  Transpose: transpose,
  Reshape: reshape,
  Unsqueeze: ([x, axes]) => {
    const rank = x!.shape.length + axes!.data.length;
    const inserted = Array.from(axes!.data, (axis) => (axis < 0 ? axis + rank : axis));
    const rest = [...x!.shape];
    const shape = Array.from({ length: rank }, (_, axis) => (inserted.includes(axis) ? 1 : rest.shift()!));
    return [{ shape, data: x!.data }];
  },
  Expand: ([x, target]) => [
    broadcastTo(x!, {
      shape: Array.from(target!.data),
      data: new Float64Array(sizeOf(Array.from(target!.data))),
    })[0],
  ],
  Shape: ([x], node) => {
    const rank = x!.shape.length;
    const part = x!.shape.slice(
      intAttribute(node.attributes, 'start', 0),
      intAttribute(node.attributes, 'end', rank),
    );
    return [{ shape: [part.length], data: Float64Array.from(part) }];
  },
  Concat: (parts) => {
    const data = Float64Array.from(parts.flatMap((part) => Array.from(part.data)));
    return [{ shape: [data.length], data }];
  },
  Slice: ([x, , ends, axes]) => {
    const rank = x!.shape.length;
    const axis = (axes!.data[0]! + rank) % rank;
    return [
      resize(
        x!,
        x!.shape.map((size, at) => (at === axis ? Math.min(size, ends!.data[0]!) : size)),
      ),
    ];
  },
  Pad: ([x, pads]) => [
    resize(
      x!,
      x!.shape.map((size, axis) => size + pads!.data[x!.shape.length + axis]!),
    ),
  ],
  Gather: gather,
  ScatterND: scatterAdd,
  LayerNormalization: layerNormalization,
  Max: null,
  ReduceMin: null,
  QuantizeLinear: null,
  DequantizeLinear: null,
  'com.microsoft.MatMulIntegerToFloat': null,
};
