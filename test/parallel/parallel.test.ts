import { execFile, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { runCli } from '../companion';

const root = resolve(import.meta.dirname, '../..');
const model = join(root, 'test/fixtures/tiny-model');
// Other programs have that name too.
const hasParallel = spawnSync('parallel', ['--version'], { encoding: 'utf8' }).stdout?.startsWith(
  'GNU parallel',
);

/** A command under GNU parallel, which hands it 100 rows at a time and keeps their order. */
async function underParallel(command: string, args: readonly string[], input: string): Promise<string> {
  const filter = ['npm', 'run', '--silent', command, '--', '--model', model, '--threads', '1', ...args];
  const options = { cwd: root, maxBuffer: 2 ** 26, env: { ...process.env, PARALLEL_HOME: '/dev/null' } };
  const running = promisify(execFile)(
    'parallel',
    ['--will-cite', '--pipe', '-k', '-N', '100', '-j', '2', ...filter],
    options,
  );
  running.child.stdin!.end(input);
  return (await running).stdout;
}

describe.skipIf(!hasParallel)('GNU parallel (apt install parallel)', () => {
  const rows = Array.from({ length: 250 }, (_, i) => `${'good phone '.repeat(i % 7)}number ${i}, “naïve”`);

  it.each([
    ['classify', []],
    ['explain', ['--json', '--methods', 'shapley-interpolation', '--budget', 'quick']],
  ] as const)('runs %s as one process does', async (command, args) => {
    const input = rows.slice(0, command === 'explain' ? 120 : 250).join('\n');
    const one = await runCli(command, ['--model', model, ...args], undefined, input);
    expect(one.code, one.stderr).toBe(0);
    expect(await underParallel(command, args, input)).toBe(one.stdout);
  });

  it('runs evaluate --predictions as one process does', async () => {
    const input = rows.map((text, i) => JSON.stringify({ text, label: i % 3 })).join('\n');
    const args = ['--data', '-', '--predictions', '-'];
    const one = await runCli('evaluate', ['--model', model, ...args], undefined, input);
    expect(one.code, one.stderr).toBe(0);
    expect(await underParallel('evaluate', args, input)).toBe(one.stdout);
  });
});
