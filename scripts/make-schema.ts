import { format, resolveConfig } from 'prettier';
import { requireWritableFile, writeText } from '../cli/output';
import { runCommand } from '../cli/run-command';
import { documentSchema } from '../test/document-schema';
import { schemaFile } from '../test/valid-document';

await runCommand(
  {
    name: 'npm run schema --',
    summary:
      'Writes docs/explanation.schema.json from the types of documents. To be run when what documents hold has changed: a\n' +
      'test compares.',
    options: {},
  },
  async () => {
    await requireWritableFile(schemaFile);
    const options = { ...(await resolveConfig(schemaFile)), parser: 'json' };
    await writeText(schemaFile, await format(JSON.stringify(documentSchema()), options));
  },
);
