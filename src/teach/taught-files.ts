import type { TeachOutcome } from '../../workers/teach-api';

/** The files of a taught model, in a folder of its name: what the page and `evaluate` open, and what transformers opens. */
export function taughtFiles(
  { model, weights }: Pick<TeachOutcome, 'model' | 'weights'>,
  withFloats: boolean,
): Record<string, Blob> {
  const files = { ...model.files, ...(withFloats && { 'model.safetensors': weights }) };
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [`${model.name}/${path}`, content]),
  );
}
