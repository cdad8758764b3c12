/**
 * Whether the runtime says that the bytes are no graph, or a graph that it does not understand. Then no other backend
 * can run it either. The codes and words are those of onnxruntime's common/status.h.
 */
export function isNoGraph(message: string): boolean {
  return /ERROR_CODE: (?:2|3|7|10)\b|protobuf parsing failed|INVALID_(?:PROTOBUF|GRAPH|ARGUMENT)|NO_SUCHFILE/i.test(
    message,
  );
}
