import { fileURLToPath } from 'node:url';

/** The published schema of what `npm run explain -- --json` prints and the page saves. */
export const schemaFile = fileURLToPath(new URL('../docs/explanation.schema.json', import.meta.url));
