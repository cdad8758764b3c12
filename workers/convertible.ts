import { FileFault } from './file-fault';

/** Bytes of weights that a page converts; Node has more memory. */
const mostBytes = 600e6;

/** @throws FileFault naming what converts a model whose weights are too large for a page */
export function requireConvertible(name: string, size: number): void {
  if (size <= mostBytes) return;
  throw new FileFault(
    `${name} has ${Math.ceil(size / 1e6)} MB of weights, and a page converts ${mostBytes / 1e6} MB at most. ` +
      'Convert it with the companion (npm run export -- --model FOLDER --out EXPORTED), and bring the folder that it writes.',
  );
}
