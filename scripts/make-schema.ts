import { writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { documentSchema } from '../test/document-schema';
import { schemaFile } from '../test/valid-document';

// Writes the schema that a test holds against the types: npm run schema, after a change of what documents hold.
const options = { ...(await resolveConfig(schemaFile)), parser: 'json' };
await writeFile(schemaFile, await format(JSON.stringify(documentSchema()), options));
