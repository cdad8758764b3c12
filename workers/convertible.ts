import { parseModelConfig } from '../core/models/registry';
import { FileFault } from './file-fault';

/** Bytes of weights that a page converts; Node has more memory. */
const mostBytes = 600e6;

/** @throws FileFault naming what converts a model whose weights are too large for a page */
export function requireConvertible(name: string, size: number): void {
  if (size <= mostBytes) return;
  throw new FileFault(
    `${name} has ${size < 1e9 ? `${Math.ceil(size / 1e6)} MB` : `${(size / 1e9).toFixed(1)} GB`} of weights, and a page converts ${mostBytes / 1e6} MB at most. ` +
      'Convert it with the companion (npm run export -- --model FOLDER --out EXPORTED), and bring the folder that it writes.',
  );
}

/**
 * Whether a page converts a model, as far as its config.json and the size of its weights tell.
 * @param config parsed
 * @param size bytes; null where that is not known
 */
export function isConvertible(config: unknown, size: number | null): boolean {
  try {
    parseModelConfig(config);
  } catch {
    return false;
  }
  return size === null || size <= mostBytes;
}

/** Bytes of a file of transformers.js that a page runs: as much again is needed beside it, and WebAssembly has 4 GB in all. */
const mostRunBytes = 1.8e9;

/** @throws FileFault saying that no browser has room for it */
export function requireRunnable(name: string, size: number): void {
  if (size <= mostRunBytes) return;
  throw new FileFault(
    `${name} has ${(size / 1e9).toFixed(1)} GB of weights in ONNX, and a page runs ${mostRunBytes / 1e9} GB at most. ` +
      'Bring a smaller form of it, such as onnx/model_quantized.onnx.',
  );
}
