import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, type ModelProto } from '../schema/onnx_pb';

/**
 * Parses an .onnx file into the official schema's message.
 * @throws Error when the bytes are not an ONNX model
 */
export function decodeModel(bytes: Uint8Array): ModelProto {
  let model: ModelProto;
  try {
    model = fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw new Error('these bytes are not an ONNX model (or the file is truncated)', { cause });
  }
  if (!model.graph) throw new Error('the ONNX model holds no graph');
  return model;
}
