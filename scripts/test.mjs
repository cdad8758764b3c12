// npm test: installs what is missing, type-checks, lints and runs all tests. Plain Node: it runs before packages are installed.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { installPackages } from './install.mjs';
import { main, run, runBeside, UserError } from './process.mjs';

/** @type {readonly (readonly [string, readonly string[]])[]} */
const checks = [
  ['Types', ['run', 'check']],
  ['Lint and format', ['run', 'lint']],
];

/** Of what a test failed at. */
const mostLines = 16;

/**
 * @typedef {{ fullName: string, status: string, failureMessages: string[] }} Test
 * @typedef {{ numPassedTests: number, numFailedTests: number, testResults: { assertionResults: Test[] }[] }} Report
 */

/**
 * Tests that failed before they passed, with what they failed at: the error, what the browser was asked for, and the lines
 * that asked. It may not be seen again for weeks.
 * @param {Report} report
 */
function passedAtSecondTry({ testResults }) {
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
    .map(({ fullName, failureMessages: [first = ''] }) => {
      const told = first.split('\n').filter((line) => line.trim() !== '' && !line.includes('node_modules'));
      return `${fullName}: ${told.slice(0, mostLines).join('\n    ')}`;
    });
}

await main(async () => {
  await installPackages();
  const chromium = await ensureChromium();

  // Beside the tests, which leave a core idle now and then.
  const checking = Promise.all(
    checks.map(async ([title, command]) => {
      const { status, output } = await runBeside('npm', command);
      console.log(`\n== ${title}: npm ${command.join(' ')}\n${output.trimEnd()}\n`);
      return status === 0 ? [] : [title];
    }),
  );

  const folder = mkdtempSync(join(tmpdir(), 'albert-lens-tests-'));
  const report = join(folder, 'report.json');
  console.log('\n== Tests: vitest run');
  const status = await run(
    'npx',
    [
      '--no-install',
      'vitest',
      'run',
      '--project=unit',
      '--project=page',
      '--project=browser',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { CHROMIUM_PATH: chromium },
  );
  if (!existsSync(report)) throw new UserError('vitest ended without a report (see above).');
  /** @type {Report} */
  const counts = JSON.parse(readFileSync(report, 'utf8'));
  rmSync(folder, { recursive: true });

  const failedChecks = (await checking).flat();
  if (failedChecks.length > 0) console.error(`\nFailed: ${failedChecks.join(', ')} (see above)`);
  // A file that cannot be loaded, or an error outside of tests, fails the run without failing a test: count it as one.
  let failed = counts.numFailedTests || (status !== 0 ? 1 : 0);
  const again = passedAtSecondTry(counts);
  if (again.length > 0) console.log(`\nPassed at the second try:\n${again.join('\n')}\n`);
  // One may be the browser's doing; two are the page's, or the tests'.
  if (again.length > 1) failed += again.length;
  console.log(`${counts.numPassedTests} passed, ${failed + failedChecks.length} failed`);
  if (failed + failedChecks.length > 0) process.exitCode = 1;
});
