import { broadcastShapes, normaliseAxis, reshaped } from './shape-arithmetic';
import {
  GraphError,
  describeType,
  elementCodes,
  intAttribute,
  intsAttribute,
  type Attributes,
  type DataType,
  type Operator,
  type Shape,
  type TensorType,
  type Value,
} from './types';

/**
 * Output types of an operator from its inputs, per the ONNX operator specification (of the opset in model-file.ts).
 * @throws GraphError when the inputs do not fit the operator
 */
export function inferTypes(
  operator: Operator,
  inputs: readonly Value[],
  attributes: Attributes,
): readonly TensorType[] {
  try {
    return rules[operator](inputs, attributes);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new GraphError(`${operator}(${inputs.map(describeType).join(', ')}): ${error.message}`);
  }
}

/** The elements of a constant that the operator's result depends on, e.g. the axes of a reduction. */
export function constantIntegers(value: Value | undefined, role: string): readonly number[] {
  if (!value?.constant) throw new GraphError(`${role} must be a constant`);
  return Array.from(value.constant);
}

type Rule = (inputs: readonly Value[], attributes: Attributes) => readonly TensorType[];

function operand(inputs: readonly Value[], index: number): Value {
  const value = inputs[index];
  if (!value) throw new GraphError(`input ${index} is missing`);
  return value;
}

function requireFloat(value: TensorType): void {
  if (!value.dataType.startsWith('float'))
    throw new GraphError(`needs a float tensor, got ${value.dataType}`);
}

const unary: Rule = (inputs) => {
  const x = operand(inputs, 0);
  requireFloat(x);
  return [x];
};

const elementwise: Rule = (inputs) => {
  const a = operand(inputs, 0);
  const b = operand(inputs, 1);
  if (a.dataType !== b.dataType) throw new GraphError('the element types differ');
  return [{ dataType: a.dataType, shape: broadcastShapes(a.shape, b.shape) }];
};

function matrixProductShape(a: Value, b: Value): Shape {
  if (a.shape.length < 2 || b.shape.length < 2) throw new GraphError('both inputs need rank 2 or more');
  const inner = a.shape.at(-1);
  if (inner !== b.shape.at(-2)) throw new GraphError(`inner sizes ${inner} and ${b.shape.at(-2)} differ`);
  const outer = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return [...outer, a.shape.at(-2) ?? 1, b.shape.at(-1) ?? 1];
}

const reduction: Rule = (inputs, attributes) => {
  const x = operand(inputs, 0);
  const axes = constantIntegers(inputs[1], 'axes').map((axis) => normaliseAxis(axis, x.shape.length));
  const keep = intAttribute(attributes, 'keepdims', 1) === 1;
  const shape = x.shape.flatMap((size, axis) => (axes.includes(axis) ? (keep ? [1] : []) : [size]));
  return [{ dataType: x.dataType, shape }];
};

/** For an operator that works along an axis (Softmax): checks the axis, and gives the type of the input. */
const alongAxis: Rule = (inputs, attributes) => {
  const x = operand(inputs, 0);
  requireFloat(x);
  normaliseAxis(intAttribute(attributes, 'axis', -1), x.shape.length);
  return [x];
};

const rules: Readonly<Record<Operator, Rule>> = {
  Add: elementwise,
  Sub: elementwise,
  Mul: elementwise,
  Div: elementwise,
  Max: elementwise,
  Neg: unary,
  Exp: unary,
  Log: unary,
  Tanh: unary,
  Sigmoid: unary,
  Erf: unary,
  Relu: unary,
  Abs: unary,
  Gelu: unary,
  Softmax: alongAxis,
  ReduceSum: reduction,
  ReduceMean: reduction,
  ReduceMax: reduction,
  ReduceMin: reduction,
  MatMul: (inputs) => {
    const a = operand(inputs, 0);
    const b = operand(inputs, 1);
    requireFloat(a);
    if (a.dataType !== b.dataType) throw new GraphError('the element types differ');
    return [{ dataType: a.dataType, shape: matrixProductShape(a, b) }];
  },
  QuantizeLinear: (inputs, attributes) => {
    const [x, scale, zeroPoint] = [operand(inputs, 0), operand(inputs, 1), operand(inputs, 2)];
    requireFloat(x);
    const axis = normaliseAxis(intAttribute(attributes, 'axis', 1), x.shape.length);
    for (const { shape } of [scale, zeroPoint]) {
      if (shape.length !== 1 || shape[0] !== x.shape[axis])
        throw new GraphError(`needs a scale and a zero point for each entry along axis ${axis}`);
    }
    return [{ dataType: zeroPoint.dataType, shape: x.shape }];
  },
  DequantizeLinear: (inputs) => [{ dataType: operand(inputs, 1).dataType, shape: operand(inputs, 0).shape }],
  'com.microsoft.MatMulIntegerToFloat': (inputs) => {
    const [a, b, aScale] = [operand(inputs, 0), operand(inputs, 1), operand(inputs, 2)];
    for (const { dataType } of [a, b]) {
      if (dataType !== 'int8' && dataType !== 'uint8')
        throw new GraphError(`needs 8-bit integers, got ${dataType}`);
    }
    return [{ dataType: aScale.dataType, shape: matrixProductShape(a, b) }];
  },
  Greater: (inputs, attributes) => [{ ...elementwise(inputs, attributes)[0]!, dataType: 'bool' }],
  Equal: (inputs, attributes) => [{ ...elementwise(inputs, attributes)[0]!, dataType: 'bool' }],
  Cast: (inputs, attributes) => [
    {
      dataType: castTarget(intAttribute(attributes, 'to', 0)),
      shape: operand(inputs, 0).shape,
    },
  ],
  Transpose: (inputs, attributes) => {
    const x = operand(inputs, 0);
    const order = intsAttribute(attributes, 'perm') ?? x.shape.map((_, axis) => x.shape.length - 1 - axis);
    if ([...order].sort((a, b) => a - b).join() !== x.shape.map((_, axis) => axis).join()) {
      throw new GraphError(`perm [${order.join(', ')}] does not permute the axes`);
    }
    return [{ dataType: x.dataType, shape: order.map((axis) => x.shape[axis]!) }];
  },
  Reshape: (inputs) => {
    const x = operand(inputs, 0);
    return [
      {
        dataType: x.dataType,
        shape: reshaped(x.shape, constantIntegers(inputs[1], 'the target shape')),
      },
    ];
  },
  Expand: (inputs) => {
    const x = operand(inputs, 0);
    const shape = constantIntegers(inputs[1], 'the target shape');
    return [{ dataType: x.dataType, shape: broadcastShapes(x.shape, shape) }];
  },
  Unsqueeze: (inputs) => {
    const x = operand(inputs, 0);
    const given = constantIntegers(inputs[1], 'axes');
    const axes = given.map((axis) => normaliseAxis(axis, x.shape.length + given.length));
    const rest = [...x.shape];
    const shape = Array.from({ length: x.shape.length + axes.length }, (_, axis) =>
      axes.includes(axis) ? 1 : rest.shift()!,
    );
    return [{ dataType: x.dataType, shape }];
  },
  Gather: (inputs, attributes) => {
    const x = operand(inputs, 0);
    const indices = operand(inputs, 1);
    if (indices.dataType !== 'int64' && indices.dataType !== 'int32')
      throw new GraphError('indices must be integers');
    const axis = normaliseAxis(intAttribute(attributes, 'axis', 0), x.shape.length);
    return [
      {
        dataType: x.dataType,
        shape: [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)],
      },
    ];
  },
  ScatterND: (inputs) => [operand(inputs, 0)],
  Shape: (inputs, attributes) => {
    const rank = operand(inputs, 0).shape.length;
    const start = intAttribute(attributes, 'start', 0);
    return [
      {
        dataType: 'int64',
        shape: [intAttribute(attributes, 'end', rank) - start],
      },
    ];
  },
  Concat: (inputs, attributes) => {
    const first = operand(inputs, 0);
    const axis = normaliseAxis(intAttribute(attributes, 'axis', 0), first.shape.length);
    let total = 0;
    for (const { shape } of inputs) {
      const size = shape[axis];
      if (typeof size !== 'number') throw new GraphError(`the size along axis ${axis} must be known`);
      if (shape.some((other, at) => at !== axis && other !== first.shape[at])) {
        throw new GraphError('sizes differ beside the axis that is joined');
      }
      total += size;
    }
    return [
      {
        dataType: first.dataType,
        shape: first.shape.map((size, at) => (at === axis ? total : size)),
      },
    ];
  },
  Pad: (inputs) => {
    const x = operand(inputs, 0);
    const pads = constantIntegers(inputs[1], 'pads');
    const rank = x.shape.length;
    const shape = x.shape.map((size, axis) => {
      const added = (pads[axis] ?? 0) + (pads[rank + axis] ?? 0);
      if (added === 0) return size;
      if (typeof size !== 'number') throw new GraphError(`the size along axis ${axis} must be known`);
      return size + added;
    });
    return [{ dataType: x.dataType, shape }];
  },
  Slice: (inputs) => {
    const x = operand(inputs, 0);
    const [start, end, axis] = [1, 2, 3].map(
      (at) => constantIntegers(inputs[at], 'start, end and axis')[0] ?? 0,
    );
    const along = normaliseAxis(axis!, x.shape.length);
    return [
      {
        dataType: x.dataType,
        shape: x.shape.map((size, at) => (at === along ? end! - start! : size)),
      },
    ];
  },
  LayerNormalization: (inputs, attributes) => {
    const x = operand(inputs, 0);
    requireFloat(x);
    const axis = normaliseAxis(intAttribute(attributes, 'axis', -1), x.shape.length);
    for (const parameter of inputs.slice(1)) broadcastShapes(x.shape.slice(axis), parameter.shape);
    const statistics = {
      dataType: x.dataType,
      shape: x.shape.map((size, at) => (at < axis ? size : 1)),
    };
    return [x, statistics, statistics];
  },
};

function castTarget(code: number): DataType {
  const dataType = (Object.keys(elementCodes) as DataType[]).find((type) => elementCodes[type] === code);
  if (!dataType) throw new GraphError(`cannot cast to element type ${code}`);
  return dataType;
}
