import { execFile } from 'node:child_process';
import { copyFile, link, mkdir, mkdtemp, readdir, readFile, rm, symlink, readlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
/** What a build makes, and what none reads. */
const apart = new Set(['.git', 'dist', 'runs']);

/** A second tree of the same files, without a second copy of them where the disk allows it. */
async function mirror(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (from === root && apart.has(entry.name)) continue;
    if (entry.isDirectory()) await mirror(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await link(source, target).catch(() => copyFile(source, target));
  }
}

it('a build gives the same bytes, every file of it, when it is made again on another path', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'albert-lens-again-'));
  const other = join(folder, 'a longer name, with spaces');
  try {
    await mirror(root, other);
    await promisify(execFile)(process.execPath, [join(other, 'node_modules/vite/bin/vite.js'), 'build'], {
      cwd: other,
      env: { ...process.env, NODE_ENV: 'production' },
    });
    const sums = (site: string) => readFile(join(site, 'SHA256SUMS'), 'utf8');
    const first = await sums(inject('site'));
    expect(first.split('\n').length).toBeGreaterThan(30);
    expect(await sums(join(other, 'dist'))).toBe(first);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
