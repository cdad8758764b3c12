/**
 * Whether the runtime says that the bytes are no graph, or one that it cannot make sense of: then no other way to run it
 * would fare better. Its codes and words: onnxruntime's common/status.h.
 */
export function isNoGraph(message: string): boolean {
  return /ERROR_CODE: (?:2|3|7|10)\b|protobuf parsing failed|INVALID_(?:PROTOBUF|GRAPH|ARGUMENT)|NO_SUCHFILE/i.test(
    message,
  );
}
