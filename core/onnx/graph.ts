import { reshaped } from './shape-arithmetic';
import { inferTypes } from './shapes';
import {
  GraphError,
  elementCodes,
  float,
  int,
  ints,
  string,
  type Attributes,
  type ConstantData,
  type DataType,
  type ExternalData,
  type GraphNode,
  type Operator,
  type TensorType,
  type Value,
} from './types';

/** The size of a tensor along one of its axes. */
export interface SizeOf {
  readonly of: Value;
  readonly axis: number;
}

/**
 * An ONNX graph under construction. Every method adds one node (or constant) and returns its output. The type of the
 * output is inferred and checked at once, so that a wrong shape is an error at the line that makes it. Nodes are always
 * in topological order.
 */
export class Graph {
  readonly inputs: Value[] = [];
  readonly outputs: { readonly name: string; readonly value: Value }[] = [];
  readonly nodes: GraphNode[] = [];
  readonly initializers: Value[] = [];

  readonly #names = new Set<string>();
  readonly #constants = new Map<string, Value>();

  /** @param floatType the element type of the scalars that arithmetic helpers make. Gradient checks use float64 */
  constructor(readonly floatType: 'float32' | 'float64' = 'float32') {}

  input(name: string, type: TensorType): Value {
    const value: Value = { ...type, name: this.#claim(name) };
    this.inputs.push(value);
    return value;
  }

  /** Names a value as an output of the graph. */
  output(name: string, value: Value): void {
    this.outputs.push({ name: this.#claim(name), value });
  }

  /** A constant that is stored in the graph itself. Equal constants are stored once. */
  constant(data: ConstantData, shape: readonly number[], dataType: DataType = 'int64'): Value {
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    if (size !== data.length)
      throw new GraphError(
        `a constant of shape [${shape.join(', ')}] needs ${size} elements, got ${data.length}`,
      );
    const key = size <= 16 ? `${dataType} ${shape.join()} ${Array.from(data).join()}` : undefined;
    const known = key === undefined ? undefined : this.#constants.get(key);
    if (known) return known;
    const value: Value = { name: this.#unique('constant'), dataType, shape, constant: data };
    this.initializers.push(value);
    if (key !== undefined) this.#constants.set(key, value);
    return value;
  }

  scalar(value: number): Value {
    return this.constant([value], [], this.floatType);
  }

  /** A weight whose bytes lie in the external weights file. */
  weight(name: string, dataType: DataType, shape: readonly number[], external: ExternalData): Value {
    const value: Value = { name: this.#claim(name), dataType, shape, external };
    this.initializers.push(value);
    return value;
  }

  /**
   * Adds a node and returns its outputs.
   * @param types the output types, for the few nodes whose shape depends on values at run time. For other nodes they
   *   are inferred
   * @throws GraphError when the inputs do not fit the operator
   */
  apply(
    operator: Operator,
    inputs: readonly Value[],
    attributes: Attributes = {},
    types: readonly TensorType[] = inferTypes(operator, inputs, attributes),
  ): readonly Value[] {
    const name = this.#unique(operator);
    const outputs = types.map(({ dataType, shape }, index): Value => ({
      name: index === 0 ? name : this.#claim(`${name}:${index}`),
      dataType,
      shape,
    }));
    this.nodes.push({ operator, name, inputs, outputs, attributes });
    return outputs;
  }

  #one(
    operator: Operator,
    inputs: readonly Value[],
    attributes: Attributes = {},
    types?: readonly TensorType[],
  ): Value {
    return this.apply(operator, inputs, attributes, types)[0]!;
  }

  add = (a: Value, b: Value): Value => this.#one('Add', [a, b]);
  sub = (a: Value, b: Value): Value => this.#one('Sub', [a, b]);
  mul = (a: Value, b: Value): Value => this.#one('Mul', [a, b]);
  div = (a: Value, b: Value): Value => this.#one('Div', [a, b]);
  max = (a: Value, b: Value): Value => this.#one('Max', [a, b]);
  equal = (a: Value, b: Value): Value => this.#one('Equal', [a, b]);
  greater = (a: Value, b: Value): Value => this.#one('Greater', [a, b]);
  neg = (x: Value): Value => this.#one('Neg', [x]);
  exp = (x: Value): Value => this.#one('Exp', [x]);
  log = (x: Value): Value => this.#one('Log', [x]);
  tanh = (x: Value): Value => this.#one('Tanh', [x]);
  sigmoid = (x: Value): Value => this.#one('Sigmoid', [x]);
  erf = (x: Value): Value => this.#one('Erf', [x]);
  relu = (x: Value): Value => this.#one('Relu', [x]);
  abs = (x: Value): Value => this.#one('Abs', [x]);
  matMul = (a: Value, b: Value): Value => this.#one('MatMul', [a, b]);
  scale = (x: Value, factor: number): Value => this.mul(x, this.scalar(factor));

  cast(x: Value, dataType: DataType): Value {
    return x.dataType === dataType ? x : this.#one('Cast', [x], { to: int(elementCodes[dataType]) });
  }

  transpose(x: Value, order: readonly number[]): Value {
    return this.#one('Transpose', [x], { perm: ints(order) });
  }

  /** Exchanges the last two axes. */
  transposeMatrix(x: Value): Value {
    const order = x.shape.map((_, axis) => axis);
    const last = order.length - 1;
    return this.transpose(x, [...order.slice(0, -2), last, last - 1]);
  }

  /** ONNX Reshape: 0 copies a size, -1 is inferred. */
  reshape(x: Value, shape: readonly number[]): Value {
    return this.#one('Reshape', [x, this.constant(shape, [shape.length])]);
  }

  /** Reshape to sizes, some of which are sizes of other tensors at run time. -1 is inferred. */
  reshapeTo(x: Value, sizes: readonly (number | SizeOf)[]): Value {
    const parts = sizes.map((size) =>
      typeof size === 'number' ? this.constant([size], [1]) : this.sizeOf(size.of, size.axis),
    );
    const named = sizes.map((size) => (typeof size === 'number' ? size : size.of.shape[size.axis]!));
    const type = { dataType: x.dataType, shape: reshaped(x.shape, named) };
    return this.#one('Reshape', [x, this.concat(parts, 0)], {}, [type]);
  }

  softmax(x: Value, axis = -1): Value {
    return this.#one('Softmax', [x], { axis: int(axis) });
  }

  reduceSum = (x: Value, axes: readonly number[], keep: boolean): Value =>
    this.#reduce('ReduceSum', x, axes, keep);
  reduceMean = (x: Value, axes: readonly number[], keep: boolean): Value =>
    this.#reduce('ReduceMean', x, axes, keep);
  reduceMax = (x: Value, axes: readonly number[], keep: boolean): Value =>
    this.#reduce('ReduceMax', x, axes, keep);
  reduceMin = (x: Value, axes: readonly number[], keep: boolean): Value =>
    this.#reduce('ReduceMin', x, axes, keep);

  #reduce(operator: Operator, x: Value, axes: readonly number[], keep: boolean): Value {
    return this.#one(operator, [x, this.constant(axes, [axes.length])], { keepdims: int(keep ? 1 : 0) });
  }

  gather(x: Value, indices: Value, axis = 0): Value {
    return this.#one('Gather', [x, indices], { axis: int(axis) });
  }

  unsqueeze(x: Value, axes: Value): Value {
    return this.#one('Unsqueeze', [x, axes]);
  }

  concat(parts: readonly Value[], axis: number): Value {
    return this.#one('Concat', parts, { axis: int(axis) });
  }

  /** The size along one axis at run time, int64 [1]. */
  sizeOf(x: Value, axis: number): Value {
    return this.#one('Shape', [x], { start: int(axis), end: int(axis + 1) });
  }

  /** Broadcasts x to the shape that `like` has at run time. */
  expandLike(x: Value, like: Value): Value {
    const shape = this.#one('Shape', [like]);
    return this.#one('Expand', [x, shape], {}, [{ dataType: x.dataType, shape: like.shape }]);
  }

  /** The elements of x in the shape that `like` has at run time. */
  reshapeLike(x: Value, like: Value): Value {
    const named = like.shape.filter((size) => typeof size === 'string');
    // One unknown size can be inferred. If there are more, they must be read from the tensor at run time.
    if (named.length <= 1) {
      return this.reshape(
        x,
        like.shape.map((size) => (typeof size === 'string' ? -1 : size)),
      );
    }
    const shape = this.#one('Shape', [like]);
    return this.#one('Reshape', [x, shape], {}, [{ dataType: x.dataType, shape: like.shape }]);
  }

  /** Adds `updates` to the rows of `base` that `positions` [..., 1] name. Updates of equal positions add up. */
  scatterAdd(base: Value, positions: Value, updates: Value): Value {
    return this.#one('ScatterND', [base, positions, updates], { reduction: string('add') });
  }

  /** @param approximate 'tanh' is what Hugging Face calls gelu_new; 'none' is the exact form, by erf */
  gelu(x: Value, approximate: 'none' | 'tanh'): Value {
    return this.#one('Gelu', [x], { approximate: string(approximate) });
  }

  /** The first `count` entries along an axis. */
  first(x: Value, count: number, axis: number): Value {
    const one = (value: number) => this.constant([value], [1]);
    return this.#one('Slice', [x, one(0), one(count), one(axis)]);
  }

  /** The first rows of a table [rows, ...], as many as `like` has along `axis`. */
  firstRowsLike(table: Value, like: Value, axis: number): Value {
    return this.rowsLike(table, 0, like, axis);
  }

  /** Rows of a table [rows, ...] from `start` on, as many as `like` has along `axis`. */
  rowsLike(table: Value, start: number, like: Value, axis: number): Value {
    const one = (value: number) => this.constant([value], [1]);
    const count = this.sizeOf(like, axis);
    const end = start === 0 ? count : this.add(count, one(start));
    const type = { dataType: table.dataType, shape: [like.shape[axis]!, ...table.shape.slice(1)] };
    return this.#one('Slice', [table, one(start), end, one(0)], {}, [type]);
  }

  layerNormalization(x: Value, scale: Value, bias: Value, epsilon: number): Value {
    return this.#one('LayerNormalization', [x, scale, bias], { axis: int(-1), epsilon: float(epsilon) });
  }

  /** Rounds x [rows, columns] / scale + zeroPoint to the zero point's type; both are [rows]. */
  quantizeRows(x: Value, scale: Value, zeroPoint: Value): Value {
    return this.#one('QuantizeLinear', [x, scale, zeroPoint], { axis: int(0) });
  }

  /**
   * (a - aZeroPoint) (b - bZeroPoint) as 32-bit integers, times both scales: of a's rows, [rows, 1], and of b's
   * columns. Only onnxruntime's CPU provider has this operator.
   */
  matMulIntegerToFloat(
    a: Value,
    b: Value,
    aScale: Value,
    bScale: Value,
    aZeroPoint: Value,
    bZeroPoint: Value,
  ): Value {
    return this.#one('com.microsoft.MatMulIntegerToFloat', [a, b, aScale, bScale, aZeroPoint, bZeroPoint]);
  }

  /** (x - 0) x scale along `axis`; symmetric weights have no zero point. */
  dequantizeLinear(x: Value, scale: Value, axis: number): Value {
    return this.#one('DequantizeLinear', [x, scale], { axis: int(axis) });
  }

  #unique(stem: string): string {
    for (let count = this.#names.size; ; count++) {
      const name = `${stem}_${count}`;
      if (!this.#names.has(name)) return this.#claim(name);
    }
  }

  #claim(name: string): string {
    if (this.#names.has(name)) throw new GraphError(`the name ${name} is taken`);
    this.#names.add(name);
    return name;
  }
}
