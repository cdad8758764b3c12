import type { Graph } from './graph';
import { normaliseAxis } from './shape-arithmetic';
import { constantIntegers } from './shapes';
import { GraphError, intAttribute, intsAttribute, type GraphNode, type Operator, type Value } from './types';

/**
 * The vector-Jacobian product of one node. From the gradient of its first output it makes the gradient of each input,
 * in order. Null for an input that is not differentiable (indices, shapes). It may also be null for an input that
 * `wanted` excludes.
 */
export type GradientRule = (
  graph: Graph,
  node: GraphNode,
  gradient: Value,
  wanted: readonly boolean[],
) => readonly (Value | null)[];

/** Sums a gradient over the axes along which `like` was broadcast to it. */
function sumTo(graph: Graph, gradient: Value, like: Value): Value {
  const extra = gradient.shape.length - like.shape.length;
  const leading = gradient.shape.slice(0, extra).map((_, axis) => axis);
  const dropped = leading.length > 0 ? graph.reduceSum(gradient, leading, false) : gradient;
  const stretched = like.shape.flatMap((size, axis) =>
    size === 1 && dropped.shape[axis] !== 1 ? [axis] : [],
  );
  return stretched.length > 0 ? graph.reduceSum(dropped, stretched, true) : dropped;
}

const binary =
  (
    left: (graph: Graph, gradient: Value, a: Value, b: Value, y: Value) => Value,
    right: (graph: Graph, gradient: Value, a: Value, b: Value, y: Value) => Value,
  ): GradientRule =>
  (graph, node, gradient, wanted) => {
    const [a, b] = node.inputs as [Value, Value];
    const y = node.outputs[0]!;
    return [
      wanted[0] ? sumTo(graph, left(graph, gradient, a, b, y), a) : null,
      wanted[1] ? sumTo(graph, right(graph, gradient, a, b, y), b) : null,
    ];
  };

const unary =
  (rule: (graph: Graph, gradient: Value, x: Value, y: Value) => Value): GradientRule =>
  (graph, node, gradient) => [rule(graph, gradient, node.inputs[0]!, node.outputs[0]!)];

/** 1 where x > 0, else 0: Relu's derivative, with 0 at 0 as in PyTorch. */
function step(graph: Graph, x: Value): Value {
  return graph.cast(graph.greater(x, graph.scalar(0)), x.dataType);
}

const matMul: GradientRule = (graph, node, gradient, wanted) => {
  const [a, b] = node.inputs as [Value, Value];
  const left = () => sumTo(graph, graph.matMul(gradient, graph.transposeMatrix(b)), a);
  const right = () => {
    if (b.shape.length > 2) return sumTo(graph, graph.matMul(graph.transposeMatrix(a), gradient), b);
    // It is one product over all rows. A batch of products that is summed afterwards would need batch x inner x columns
    // numbers.
    const rows = (x: Value) => (x.shape.length === 2 ? x : graph.reshape(x, [-1, x.shape.at(-1) as number]));
    return graph.matMul(graph.transposeMatrix(rows(a)), rows(gradient));
  };
  return [wanted[0] ? left() : null, wanted[1] ? right() : null];
};

/** The gradient (or result) of a reduction, with the reduced axes put back and stretched to the shape of the input. */
function unreduce(graph: Graph, node: GraphNode, reduced: Value): Value {
  const x = node.inputs[0]!;
  const axes = graph.constant(reducedAxes(node), [reducedAxes(node).length]);
  const kept = intAttribute(node.attributes, 'keepdims', 1) === 1 ? reduced : graph.unsqueeze(reduced, axes);
  return graph.expandLike(kept, x);
}

function reducedAxes(node: GraphNode): readonly number[] {
  const rank = node.inputs[0]!.shape.length;
  return constantIntegers(node.inputs[1], 'axes').map((axis) => normaliseAxis(axis, rank));
}

const reduceMean: GradientRule = (graph, node, gradient) => {
  const { shape } = node.inputs[0]!;
  const count = reducedAxes(node).reduce((product, axis) => {
    const size = shape[axis];
    if (typeof size !== 'number') throw new GraphError('ReduceMean is differentiated along known sizes only');
    return product * size;
  }, 1);
  return [graph.scale(unreduce(graph, node, gradient), 1 / count)];
};

/** Equal maxima share the gradient, as in torch.amax. */
const reduceMax: GradientRule = (graph, node, gradient) => {
  const x = node.inputs[0]!;
  const isMaximum = graph.cast(graph.equal(x, unreduce(graph, node, node.outputs[0]!)), x.dataType);
  const count = unreduce(graph, node, graph.reduceSum(isMaximum, reducedAxes(node), true));
  return [graph.mul(unreduce(graph, node, gradient), graph.div(isMaximum, count))];
};

const softmax: GradientRule = (graph, node, gradient) => {
  const y = node.outputs[0]!;
  const axis = intAttribute(node.attributes, 'axis', -1);
  const weighted = graph.mul(gradient, y);
  return [graph.sub(weighted, graph.mul(y, graph.reduceSum(weighted, [axis], true)))];
};

const layerNormalization: GradientRule = (graph, node, gradient, wanted) => {
  const [x, scale, bias] = node.inputs as [Value, Value, Value];
  const [, mean, inverseDeviation] = node.outputs as [Value, Value, Value];
  const normalised = graph.mul(graph.sub(x, mean), inverseDeviation);
  const inner = () => {
    const scaled = graph.mul(gradient, scale);
    const slope = graph.reduceMean(graph.mul(scaled, normalised), [-1], true);
    const centred = graph.sub(scaled, graph.reduceMean(scaled, [-1], true));
    return graph.mul(graph.sub(centred, graph.mul(normalised, slope)), inverseDeviation);
  };
  return [
    wanted[0] ? inner() : null,
    wanted[1] ? sumTo(graph, graph.mul(gradient, normalised), scale) : null,
    wanted[2] ? sumTo(graph, gradient, bias) : null,
  ];
};

const GELU_CUBIC = 0.044715;
const TWO_ROOT_TWO_OVER_PI = 2 * Math.sqrt(2 / Math.PI);

/**
 * The tanh form is x s(v) with s the logistic function and v = 2 sqrt(2/pi) (x + 0.044715 x^3), which needs fewer
 * passes over the data than tanh: y' = s + y (1 - s) v'.
 */
function geluTanh(graph: Graph, gradient: Value, x: Value, y: Value): Value {
  const one = graph.scalar(1);
  const square = graph.mul(x, x);
  const polynomial = graph.add(
    graph.scale(square, TWO_ROOT_TWO_OVER_PI * GELU_CUBIC),
    graph.scalar(TWO_ROOT_TWO_OVER_PI),
  );
  const gate = graph.sigmoid(graph.mul(x, polynomial));
  const slope = graph.add(
    graph.scale(square, 3 * TWO_ROOT_TWO_OVER_PI * GELU_CUBIC),
    graph.scalar(TWO_ROOT_TWO_OVER_PI),
  );
  const bend = graph.mul(graph.mul(y, graph.sub(one, gate)), slope);
  return graph.mul(gradient, graph.add(gate, bend));
}

/** y = x Phi(x): y' = Phi(x) + x phi(x). */
function geluErf(graph: Graph, gradient: Value, x: Value): Value {
  const half = graph.scalar(0.5);
  const cumulative = graph.mul(graph.add(graph.erf(graph.scale(x, Math.SQRT1_2)), graph.scalar(1)), half);
  const density = graph.scale(graph.exp(graph.scale(graph.mul(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return graph.mul(gradient, graph.add(cumulative, graph.mul(x, density)));
}

const gelu: GradientRule = (graph, node, gradient) => {
  const [x] = node.inputs as [Value];
  const [y] = node.outputs as [Value];
  const approximate = node.attributes['approximate'];
  const tanh = approximate?.kind === 'string' && approximate.value === 'tanh';
  return [tanh ? geluTanh(graph, gradient, x, y) : geluErf(graph, gradient, x)];
};

const transpose: GradientRule = (graph, node, gradient) => {
  const order = intsAttribute(node.attributes, 'perm') ?? [];
  return [
    graph.transpose(
      gradient,
      order.map((_, axis) => order.indexOf(axis)),
    ),
  ];
};

const gather: GradientRule = (graph, node, gradient) => {
  const [table, indices] = node.inputs as [Value, Value];
  if (intAttribute(node.attributes, 'axis', 0) !== 0)
    throw new GraphError('Gather is differentiated along axis 0 only');
  const zeros = graph.expandLike(graph.constant([0], [1], table.dataType), table);
  // Its positions are int64, whatever the indices of Gather are.
  const positions = graph.cast(graph.unsqueeze(indices, graph.constant([-1], [1])), 'int64');
  return [graph.scatterAdd(zeros, positions, gradient), null];
};

/** Of slices that start at 0: the gradient is followed by zeros up to the input's size. */
const slice: GradientRule = (graph, node, gradient, wanted) => {
  if (!wanted[0]) return [null, null, null, null];
  if (constantIntegers(node.inputs[1], 'the start')[0] !== 0)
    throw new GraphError('Slice is differentiated from 0 on only');
  const x = node.inputs[0]!;
  const rank = x.shape.length;
  const axis = normaliseAxis(constantIntegers(node.inputs[3], 'the axis')[0]!, rank);
  const missing = graph.sub(graph.sizeOf(x, axis), graph.sizeOf(gradient, axis));
  const zeros = (count: number) =>
    count > 0 ? [graph.constant(new Array<number>(count).fill(0), [count])] : [];
  const pads = graph.concat([...zeros(rank + axis), missing, ...zeros(rank - axis - 1)], 0);
  return [graph.apply('Pad', [gradient, pads], {}, [x])[0]!, null, null, null];
};

/** The rule of every operator. Null if it cannot be differentiated: then differentiation fails, and names it. */
export const gradientRules: Readonly<Record<Operator, GradientRule | null>> = {
  Add: binary(
    (_, gradient) => gradient,
    (_, gradient) => gradient,
  ),
  Sub: binary(
    (_, gradient) => gradient,
    (graph, gradient) => graph.neg(gradient),
  ),
  Mul: binary(
    (graph, gradient, _, b) => graph.mul(gradient, b),
    (graph, gradient, a) => graph.mul(gradient, a),
  ),
  Div: binary(
    (graph, gradient, _, b) => graph.div(gradient, b),
    (graph, gradient, _, b, y) => graph.neg(graph.div(graph.mul(gradient, y), b)),
  ),
  MatMul: matMul,
  Neg: unary((graph, gradient) => graph.neg(gradient)),
  Exp: unary((graph, gradient, _, y) => graph.mul(gradient, y)),
  Log: unary((graph, gradient, x) => graph.div(gradient, x)),
  Tanh: unary((graph, gradient, _, y) => graph.mul(gradient, graph.sub(graph.scalar(1), graph.mul(y, y)))),
  Sigmoid: unary((graph, gradient, _, y) => graph.mul(gradient, graph.mul(y, graph.sub(graph.scalar(1), y)))),
  Erf: unary((graph, gradient, x) =>
    graph.mul(gradient, graph.scale(graph.exp(graph.neg(graph.mul(x, x))), 2 / Math.sqrt(Math.PI))),
  ),
  Relu: unary((graph, gradient, x) => graph.mul(gradient, step(graph, x))),
  Abs: unary((graph, gradient, x) =>
    graph.mul(gradient, graph.sub(step(graph, x), step(graph, graph.neg(x)))),
  ),
  Gelu: gelu,
  Softmax: softmax,
  LayerNormalization: layerNormalization,
  ReduceSum: (graph, node, gradient) => [unreduce(graph, node, gradient)],
  ReduceMean: reduceMean,
  ReduceMax: reduceMax,
  Transpose: transpose,
  Reshape: (graph, node, gradient) => [graph.reshapeLike(gradient, node.inputs[0]!), null],
  Unsqueeze: (graph, node, gradient) => [graph.reshapeLike(gradient, node.inputs[0]!), null],
  Gather: gather,
  Slice: slice,
  Cast: null,
  Concat: null,
  DequantizeLinear: null,
  Equal: null,
  Expand: null,
  Greater: null,
  Max: null,
  Pad: null,
  QuantizeLinear: null,
  ReduceMin: null,
  ScatterND: null,
  Shape: null,
  'com.microsoft.MatMulIntegerToFloat': null,
};
