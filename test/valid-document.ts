import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { schemaFile } from '../scripts/schema-file';

const isValid = new Ajv({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(schemaFile, 'utf8')) as object,
);

/** @throws Error saying where a document is not as the published schema describes it */
export function requireDocument(document: unknown): void {
  // As it is written: what is undefined is left out.
  if (isValid(JSON.parse(JSON.stringify(document)))) return;
  throw new Error(
    `This is no document of explanations: ${JSON.stringify(isValid.errors?.slice(0, 3))}. ` +
      'After a change of the methods or of the types of documents, run: npm run schema',
  );
}
