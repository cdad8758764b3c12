import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { classWeightsSetting, scalarSettings } from './settings';

it('is what docs/training.md says of settings, default by default', async () => {
  const docs = await readFile(new URL('../../docs/training.md', import.meta.url), 'utf8');
  const table = /\| setting +\|.*?\n\n/s.exec(docs)![0];
  const rows = table
    .trim()
    .split('\n')
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const stated = rows.map(([, name, fallback, help]) => [
    name!.replaceAll('`', ''),
    fallback === '1 for all' ? fallback : Number(fallback),
    help,
  ]);
  const settings = Object.entries(scalarSettings).map(([name, setting]) => [
    name,
    setting.default,
    setting.help,
  ]);
  expect(stated.sort()).toEqual(
    [...settings, ['classWeights', '1 for all', classWeightsSetting.help]].sort(),
  );
});
