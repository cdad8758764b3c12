import { expect, it } from 'vitest';
import { checkExportFiles, exportDefaults } from './write-export';

const model = { classes: ['bad', 'good'], problem: 'single_label_classification' } as const;

it.each(['English', 'EN', 'e', ''])(
  'refuses %j as the code of a language, before any work',
  async (language) => {
    await expect(checkExportFiles({ ...exportDefaults, language }, model)).rejects.toThrow(
      `language has to be the code of a language, such as "en", not "${language}"`,
    );
  },
);

it('takes the code of a language, with a region or without', async () => {
  for (const language of ['en', 'pt-BR']) {
    await expect(checkExportFiles({ ...exportDefaults, language }, model)).resolves.toBeUndefined();
  }
});
