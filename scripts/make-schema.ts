import { format, resolveConfig } from 'prettier';
import { requireWritableFile, writeText } from '../cli/output';
import { runCommand } from '../cli/run-command';
import { documentSchema } from './document-schema';
import { schemaFile } from './schema-file';

await runCommand(
  {
    name: 'npm run schema --',
    summary:
      'Writes docs/explanation.schema.json from the types of documents. To be run when what documents hold has changed, as\n' +
      'by a new method: a test compares.',
    options: {},
  },
  async () => {
    await requireWritableFile(schemaFile);
    const options = { ...(await resolveConfig(schemaFile)), parser: 'json' };
    await writeText(schemaFile, await format(JSON.stringify(documentSchema()), options));
  },
);
