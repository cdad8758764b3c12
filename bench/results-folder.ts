import { fileURLToPath } from 'node:url';

/** Where the benchmarks write their figures. */
export const resultsFolder = fileURLToPath(new URL('results', import.meta.url));
