// npm run test:faults: every fault, ten thousand hostile texts and a thousand explanations, with a table of what was
// injected and survived. Arguments are handed on to vitest; --docs writes the table to docs/trust.md, where all survived.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { main, root, run, UserError } from './process.mjs';

const [begin, end] = ['<!-- faults: npm run test:faults -- --docs -->', '<!-- faults end -->'];

/**
 * @typedef {{ ancestorTitles: string[], title: string, status: string }} Test
 * @typedef {{ name: string, assertionResults: Test[] }} File
 */

/** A table in Markdown, a row a test. @param {readonly File[]} files */
function tableOf(files) {
  const rows = files
    .map(({ name, assertionResults }) => ({ file: basename(name), tests: assertionResults }))
    .sort((a, b) => (a.file < b.file ? -1 : 1))
    .flatMap(({ file, tests }) =>
      tests.map(({ ancestorTitles, title, status }) => {
        // A seed is another one each time.
        const what = `${ancestorTitles.join(' ')} ${title}`.replace(/ \(?(?:of )?seed \d+\)?/g, '').trim();
        const outcome = { passed: 'survived', failed: 'FAILED' }[status] ?? 'not run';
        return `| ${file} | ${what.replaceAll('|', '\\|')} | ${outcome} |`;
      }),
    );
  return ['| file | what was injected | |', '| --- | --- | --- |', ...rows].join('\n');
}

/** @param {string} table */
function writeDocs(table) {
  const path = join(root, 'docs/trust.md');
  const text = readFileSync(path, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new UserError('docs/trust.md has no place for the table.');
  writeFileSync(path, `${text.slice(0, from + begin.length)}\n\n${table}\n\n${text.slice(to)}`);
}

await main(async () => {
  const args = process.argv.slice(2);
  const docs = args.includes('--docs');
  const folder = mkdtempSync(join(tmpdir(), 'albert-lens-faults-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const status = await run(
    'npx',
    [
      '--no-install',
      'vitest',
      'run',
      '--project=faults',
      ...reporters,
      ...args.filter((arg) => arg !== '--docs'),
    ],
    { FUZZ: '10000', SOAK: '1000', ...process.env },
  );
  /** @type {{ testResults: File[] }} */
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  rmSync(folder, { recursive: true });
  const table = tableOf(testResults);
  console.log(`\n${table}\n`);
  if (docs && status === 0) writeDocs(table);
  process.exitCode = status;
});
