// npm run test:faults: every fault, ten thousand hostile texts and a thousand explanations, with a table of what was
// injected and survived. Arguments are handed on to vitest; --docs writes to docs/trust.md the rows of each file of which
// all survived, and takes away those of the others. Of files that were not run, rows stay as they are there.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { main, root, run, UserError } from './process.mjs';

const [begin, end] = ['<!-- faults: npm run test:faults -- --docs -->', '<!-- faults end -->'];

/**
 * @typedef {{ ancestorTitles: string[], title: string, status: string }} Test
 * @typedef {{ name: string, assertionResults: Test[] }} File
 */

/** Rows of a table in Markdown, one a test, by the path of their file. @param {readonly File[]} files */
function rowsOf(files) {
  return new Map(
    files.map(({ name, assertionResults }) => {
      const path = relative(root, name).replaceAll(sep, '/');
      const rows = assertionResults.map(({ ancestorTitles, title, status }) => {
        // A seed is another one each time.
        const what = `${ancestorTitles.join(' ')} ${title}`.replace(/ \(?(?:of )?seed \d+\)?/g, '').trim();
        const outcome = { passed: 'survived', failed: 'FAILED' }[status] ?? 'not run';
        return `| ${path} | ${what.replaceAll('|', '\\|')} | ${outcome} |`;
      });
      return [path, rows];
    }),
  );
}

/** @param {ReadonlyMap<string, readonly string[]>} rows */
function tableOf(rows) {
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, ofFile]) => ofFile);
  return ['| file | what was injected | |', '| --- | --- | --- |', ...sorted].join('\n');
}

/** @param {ReadonlyMap<string, readonly string[]>} rows of the files that were run */
function writeDocs(rows) {
  const path = join(root, 'docs/trust.md');
  const text = readFileSync(path, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new UserError('docs/trust.md has no place for the table.');
  /** @type {Map<string, readonly string[]>} */
  const written = new Map();
  for (const row of text.slice(from, to).split('\n')) {
    const file = /^\| (\S+\.test\.ts) /.exec(row)?.[1];
    if (file) written.set(file, [...(written.get(file) ?? []), row]);
  }
  for (const [file, ofFile] of rows) {
    if (ofFile.some((row) => row.endsWith('FAILED |'))) written.delete(file);
    else written.set(file, ofFile);
  }
  const table = tableOf(written);
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
  if (!existsSync(report)) throw new UserError('vitest ended without a report (see above).');
  /** @type {{ testResults: File[] }} */
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  rmSync(folder, { recursive: true });
  const rows = rowsOf(testResults);
  console.log(`\n${tableOf(rows)}\n`);
  if (docs) writeDocs(rows);
  process.exitCode = status;
});
