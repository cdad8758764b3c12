import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';

/** The published schema of what `npm run explain -- --json` prints and the page saves. */
export const schemaFile = fileURLToPath(new URL('../docs/explanation.schema.json', import.meta.url));

const isValid = new Ajv({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(schemaFile, 'utf8')) as object,
);

/** @throws Error saying where a document is not as the published schema describes it */
export function requireDocument(document: unknown): void {
  // As it is written: what is undefined is left out.
  if (isValid(JSON.parse(JSON.stringify(document)))) return;
  throw new Error(`This is no document of explanations: ${JSON.stringify(isValid.errors?.slice(0, 3))}`);
}
