import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { runCli } from '../companion';

const root = resolve(import.meta.dirname, '../..');
const model = ['--model', join(root, 'test/fixtures/tiny-model')];
const python = process.env.SPARK_PYTHON ?? 'python3';
const isThere = (command: string, ...args: readonly string[]) => spawnSync(command, args).status === 0;
const hasSpark = isThere(python, '-c', 'import pyspark') && isThere('java', '-version');

describe.skipIf(!hasSpark)('Apache Spark (pyspark and Java are needed)', () => {
  it('classifies by its pipe as one process does', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'albert-lens-spark-'));
    try {
      const texts = Array.from(
        { length: 300 },
        (_, i) => `${'good phone '.repeat(i % 7)}number ${i}, “naïve”`,
      );
      await writeFile(join(folder, 'texts.txt'), `${texts.join('\n')}\n`);
      const out = join(folder, 'out');
      const script = join(root, 'examples/spark/classify.py');
      await promisify(execFile)(
        python,
        [script, '--partitions', '3', ...model, join(folder, 'texts.txt'), out],
        {
          env: { ...process.env, SPARK_LOCAL_IP: '127.0.0.1', SPARK_MASTER: 'local[2]' },
        },
      );
      const parts = (await readdir(out)).filter((name) => name.startsWith('part-')).sort();
      expect(parts.length).toBeGreaterThan(1);
      const lines = await Promise.all(parts.map((name) => readFile(join(out, name), 'utf8')));
      const one = await runCli('classify', model, undefined, texts.join('\n'));
      expect(lines.join('')).toBe(one.stdout);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
