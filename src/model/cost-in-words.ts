import type { ModelOffer } from '../../workers/conversion-api';
import { bytes, roughDuration } from '../shared/format';

/**
 * What a conversion took for each megabyte of float32 weights, from the reader's consent on, and what the page's process held at
 * most until the model ran: a model of the size of BERT base, in Chromium on two busy cores (`npm run bench:conversion`,
 * bench/results/conversion.json).
 */
export const measured = { secondsPerMegabyte: 0.1, memoryShare: 4.8 } as const;

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
      `On two busy cores of a server that took ${time} for as much, and the page held up to ${bytes(size * measured.memoryShare)} of memory until the model ran.`
    );
  }
  return `its ${bytes(size)} ${source}. All of it is read into memory, and up to twice as much while it runs.`;
}
