import { expect, it } from 'vitest';
import { checkExportFiles, exportDefaults } from './write-export';

it.each(['English', 'EN', 'e', ''])(
  'refuses %j as the code of a language, before any work',
  async (language) => {
    await expect(checkExportFiles({ ...exportDefaults, language }, ['bad', 'good'])).rejects.toThrow(
      `language has to be the code of a language, such as "en", not "${language}"`,
    );
  },
);

it('takes the code of a language, with a region or without', async () => {
  for (const language of ['en', 'pt-BR']) {
    await expect(checkExportFiles({ ...exportDefaults, language }, ['bad', 'good'])).resolves.toBeUndefined();
  }
});
