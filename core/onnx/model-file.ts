import { create, toBinary } from '@bufbuild/protobuf';
import type { Graph } from './graph';
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataLocation,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type TensorProto,
  type ValueInfoProto,
} from './schema/onnx_pb';
import {
  elementCodes,
  type Attribute,
  type DataType,
  type GraphNode,
  type TensorType,
  type Value,
} from './types';

/** Gelu is standard from 20 on, LayerNormalization from 17. onnxruntime supports much newer opsets. */
const OPSET = 20;
const IR_VERSION = 9;

/**
 * The bytes of an .onnx file. Nodes on which no output depends are left out. Outputs of nodes that nothing reads are
 * left out too: a LayerNormalization without gradient keeps one output, and only this form can runtimes fuse.
 */
export function encodeModel(graph: Graph, name: string): Uint8Array<ArrayBuffer> {
  const { nodes, used } = liveNodes(graph);
  const outputs = graph.outputs.map(({ name: output, value }) => ({
    ...value,
    name: output,
    source: value.name,
  }));
  const model = create(ModelProtoSchema, {
    irVersion: BigInt(IR_VERSION),
    producerName: 'albert-lens',
    opsetImport: [
      { domain: '', version: BigInt(OPSET) },
      ...[...new Set(nodes.map(({ operator }) => domainAndType(operator).domain))]
        .filter((domain) => domain !== '')
        .map((domain) => ({ domain, version: 1n })),
    ],
    graph: {
      name,
      input: graph.inputs.filter((input) => used.has(input.name)).map(valueInfo),
      output: outputs.map(valueInfo),
      initializer: graph.initializers.filter((value) => used.has(value.name)).map(tensor),
      node: [
        ...nodes.map((node) => nodeProto(node, used)),
        ...outputs.map(({ name: output, source }) =>
          create(NodeProtoSchema, { opType: 'Identity', name: output, input: [source], output: [output] }),
        ),
      ],
    },
  });
  return toBinary(ModelProtoSchema, model);
}

function liveNodes(graph: Graph): { nodes: GraphNode[]; used: Set<string> } {
  const used = new Set(graph.outputs.map(({ value }) => value.name));
  const nodes = [...graph.nodes].reverse().filter((node) => {
    if (!node.outputs.some(({ name }) => used.has(name))) return false;
    for (const input of node.inputs) used.add(input.name);
    return true;
  });
  return { nodes: nodes.reverse(), used };
}

function nodeProto(node: GraphNode, used: ReadonlySet<string>) {
  const last = node.outputs.findLastIndex(({ name }) => used.has(name));
  return create(NodeProtoSchema, {
    ...domainAndType(node.operator),
    name: node.name,
    input: node.inputs.map(({ name }) => name),
    output: node.outputs.slice(0, last + 1).map(({ name }) => name),
    attribute: Object.entries(node.attributes).map(([name, attribute]) => attributeProto(name, attribute)),
  });
}

/** "Add" is of ONNX's own domain. "com.microsoft.FusedMatMul" is of the domain of a runtime. */
function domainAndType(operator: string): { domain: string; opType: string } {
  const dot = operator.lastIndexOf('.');
  return { domain: operator.slice(0, Math.max(0, dot)), opType: operator.slice(dot + 1) };
}

function attributeProto(name: string, attribute: Attribute): AttributeProto {
  switch (attribute.kind) {
    case 'int':
      return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(attribute.value) });
    case 'ints':
      return create(AttributeProtoSchema, {
        name,
        type: AttributeType.INTS,
        ints: attribute.value.map(BigInt),
      });
    case 'float':
      return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: attribute.value });
    case 'string':
      return create(AttributeProtoSchema, {
        name,
        type: AttributeType.STRING,
        s: new TextEncoder().encode(attribute.value),
      });
  }
}

function valueInfo({ name, dataType, shape }: TensorType & { readonly name: string }): ValueInfoProto {
  const dim = shape.map((size) =>
    create(TensorShapeProto_DimensionSchema, {
      value:
        typeof size === 'string'
          ? { case: 'dimParam', value: size }
          : { case: 'dimValue', value: BigInt(size) },
    }),
  );
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType: elementCodes[dataType], shape: { dim } } } },
  });
}

function tensor(value: Value): TensorProto {
  const { name, dataType, shape, external, constant = [] } = value;
  const base = { name, dataType: elementCodes[dataType], dims: shape.map((size) => BigInt(size)) };
  if (!external) return create(TensorProtoSchema, { ...base, rawData: rawBytes(dataType, constant) });
  return create(TensorProtoSchema, {
    ...base,
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData: [
      { key: 'location', value: external.location },
      { key: 'offset', value: String(external.offset) },
      { key: 'length', value: String(external.length) },
    ],
  });
}

/** Little-endian elements, as TensorProto.raw_data holds them. */
function rawBytes(dataType: DataType, data: ArrayLike<number>): Uint8Array {
  const elements = Array.from(data);
  const bytes = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  switch (dataType) {
    case 'float32':
      return bytes(new Float32Array(elements));
    case 'float64':
      return bytes(new Float64Array(elements));
    case 'int64':
      return bytes(new BigInt64Array(elements.map(BigInt)));
    case 'int32':
      return bytes(new Int32Array(elements));
    case 'int8':
      return bytes(new Int8Array(elements));
    case 'uint8':
    case 'bool':
      return bytes(new Uint8Array(elements));
    case 'float16':
      throw new Error('float16 constants are not stored in graphs; float16 weights lie in the external file');
  }
}
