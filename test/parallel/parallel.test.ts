import { execFile, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const model = join(root, 'test/fixtures/tiny-model');
// Other programs have that name too.
const found = spawnSync('parallel', ['--version'], { encoding: 'utf8' });
const hasParallel = found.status === 0 && found.stdout.startsWith('GNU parallel');

/** What a program writes to standard output, given its standard input. @throws where it fails */
async function outputOf(program: string, args: readonly string[], input: string): Promise<string> {
  const running = promisify(execFile)(program, [...args], { cwd: root, maxBuffer: 2 ** 26 });
  running.child.stdin!.end(input);
  return (await running).stdout;
}

/** How long a method took is never the same. */
const timeless = (lines: string) => lines.replace(/"seconds":[^,}]+/g, '');

const rows = Array.from({ length: 250 }, (_, i) => `${'good phone '.repeat(i % 7)}number ${i}, “naïve”`);
const labelled = rows.map((text, i) => JSON.stringify({ text, label: i % 3 }));

describe.skipIf(!hasParallel)('GNU parallel (apt install parallel)', () => {
  it.each([
    ['classify', rows, []],
    ['explain', rows.slice(0, 120), ['--json', '--methods', 'shapley-interpolation', '--budget', 'quick']],
    ['evaluate', labelled, ['--data', '-', '--predictions', '-']],
  ] as const)('runs %s as one process does, a hundred rows at a time', async (command, given, args) => {
    const filter = ['run', '--silent', command, '--', '--model', model, '--threads', '1', ...args];
    const cut = ['--will-cite', '--pipe', '-k', '-N', '100', '-j', '2', 'npm', ...filter];
    const input = given.join('\n');
    const one = await outputOf('npm', filter, input);
    expect(one.trim().split('\n')).toHaveLength(given.length);
    const isSame = timeless(await outputOf('parallel', cut, input)) === timeless(one);
    expect(isSame).toBe(true);
  });
});
