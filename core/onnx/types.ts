/** Element types that the graphs use, with their codes in ONNX (TensorProto.DataType). */
export const elementCodes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
} as const;

export type DataType = keyof typeof elementCodes;

/**
 * The operators of the graphs. The name of an operator of a runtime begins with the runtime's domain. Shape rules,
 * gradient rules and the interpreter of the tests are tables of all operators: an operator that a table lacks is a type
 * error.
 */
export type Operator =
  | 'Abs'
  | 'Add'
  | 'Cast'
  | 'Concat'
  | 'DequantizeLinear'
  | 'Div'
  | 'Equal'
  | 'Erf'
  | 'Exp'
  | 'Expand'
  | 'Gather'
  | 'Gelu'
  | 'Greater'
  | 'LayerNormalization'
  | 'Log'
  | 'MatMul'
  | 'Max'
  | 'Mul'
  | 'Neg'
  | 'Pad'
  | 'QuantizeLinear'
  | 'ReduceMax'
  | 'ReduceMean'
  | 'ReduceMin'
  | 'ReduceSum'
  | 'Relu'
  | 'Reshape'
  | 'ScatterND'
  | 'Shape'
  | 'Sigmoid'
  | 'Slice'
  | 'Softmax'
  | 'Sub'
  | 'Tanh'
  | 'Transpose'
  | 'Unsqueeze'
  | 'com.microsoft.MatMulIntegerToFloat';

/** A size, or the name of one that is known only at run time ("batch", "length"). Equal names are equal sizes. */
export type Dimension = number | string;

export type Shape = readonly Dimension[];

export interface TensorType {
  readonly dataType: DataType;
  readonly shape: Shape;
}

/** The elements of a constant. int64 are numbers, because the graphs need only small integers. */
export type ConstantData = readonly number[] | Float32Array | Float64Array | Int8Array | Uint8Array;

/** The bytes of a weight within the external file that all graphs of a model share. */
export interface ExternalData {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/** A named tensor of a graph: an input, a constant, a weight or the output of a node. */
export interface Value extends TensorType {
  readonly name: string;
  readonly constant?: ConstantData;
  readonly external?: ExternalData;
}

export type Attribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string };

export type Attributes = Readonly<Record<string, Attribute>>;

export interface GraphNode {
  readonly operator: Operator;
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
}

export const int = (value: number): Attribute => ({ kind: 'int', value });
export const ints = (value: readonly number[]): Attribute => ({ kind: 'ints', value });
export const float = (value: number): Attribute => ({ kind: 'float', value });
export const string = (value: string): Attribute => ({ kind: 'string', value });

/** An attribute's integer, or `fallback` where the node leaves it out. */
export function intAttribute(attributes: Attributes, name: string, fallback: number): number {
  const attribute = attributes[name];
  return attribute?.kind === 'int' ? attribute.value : fallback;
}

/** An attribute's list of integers, or undefined where the node leaves it out. */
export function intsAttribute(attributes: Attributes, name: string): readonly number[] | undefined {
  const attribute = attributes[name];
  return attribute?.kind === 'ints' ? attribute.value : undefined;
}

/** "float32 [batch, length, 128]", for messages. */
export function describeType(type: TensorType): string {
  return `${type.dataType} [${type.shape.join(', ')}]`;
}

/** Thrown for wrong shapes, types or operators. The message names the operator and its inputs. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
}
