import type { ModelOffer } from '../../workers/conversion-api';
import { bytes, roughDuration } from '../shared/format';

/**
 * What a conversion took, for each megabyte of float32 weights: a model of the size of BERT base, in Chromium on two cores of
 * an Intel Xeon (bench/results/conversion.json, `npm run bench:conversion`).
 */
export const measured = { secondsPerMegabyte: 0.05, memoryShare: 1 } as const;

/**
 * What opening a large model takes, as far as it is known: what comes over the network, time, memory.
 * @param downloads whether it comes from the page's host
 */
export function costInWords({ kind, bytes: size }: ModelOffer, downloads: boolean): string {
  if (size === null) {
    return 'This page’s host does not say how large it is. All of it is downloaded, and may take much time and memory.';
  }
  const source = downloads ? 'are downloaded from this page’s host' : 'are read from your computer';
  if (kind === 'checkpoint') {
    const time = roughDuration((size / 1e6) * measured.secondsPerMegabyte);
    return (
      `its ${bytes(size)} of weights ${source} and rounded to 8 bits here. ` +
      `On two cores of an Intel Xeon the rounding took ${time} for as much, and at its peak ${bytes(size * measured.memoryShare)} of memory.`
    );
  }
  return `its ${bytes(size)} ${source}. All of it is read into memory, and up to twice as much while it runs.`;
}
