import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelManifest } from '../core/model/manifest';

/** Files by their role in the manifest. */
type Role = keyof ModelManifest['files'];

/** What becomes of a model's folder: each change is given what is there, and gives what stands there instead. */
export interface Changes {
  /** The parsed manifest, once sizes and hashes are those of the changed files. */
  readonly manifest?: (json: Record<string, unknown>) => unknown;
  readonly tokenizer?: (json: Record<string, unknown>) => unknown;
  readonly tokenizerConfig?: (json: Record<string, unknown>) => unknown;
  readonly config?: (json: Record<string, unknown>) => unknown;
  readonly golden?: (json: Record<string, unknown>) => unknown;
  readonly background?: (json: Record<string, unknown>) => unknown;
  /** Bytes of any file; the manifest describes what comes of it. */
  readonly bytes?: Partial<Record<Role, (content: Buffer) => Buffer>>;
  /** As `bytes`, and the manifest knows nothing of it. */
  readonly damage?: Partial<Record<Role, (content: Buffer) => Buffer>>;
}

/**
 * A copy of a model's folder that somebody has changed, whose manifest tells sizes and hashes as they came to be: only what
 * is read can tell that something is wrong.
 */
export async function hostileFolder(
  model: string,
  changes: Changes,
): Promise<{ readonly folder: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'albert-lens-hostile-'));
  await cp(model, folder, { recursive: true });
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as ModelManifest;
  const sizes: Record<string, number> = { ...manifest.sizes };
  const hashes: Record<string, string> = { ...manifest.hashes };
  const names = Object.entries(manifest.files) as [Role, string][];
  for (const [role, name] of names) {
    const before = await readFile(join(folder, name));
    const change = role in changes ? changes[role as keyof Changes] : undefined;
    let after: Buffer = before;
    if (typeof change === 'function') {
      const changed = change(JSON.parse(before.toString()) as Record<string, unknown>);
      after = Buffer.from(typeof changed === 'string' ? changed : JSON.stringify(changed));
    }
    after = changes.bytes?.[role]?.(after) ?? after;
    sizes[name] = after.length;
    hashes[name] = createHash('sha256').update(after).digest('hex');
    after = changes.damage?.[role]?.(after) ?? after;
    if (after !== before) await writeFile(join(folder, name), after);
  }
  const described = { ...manifest, sizes, hashes } as unknown as Record<string, unknown>;
  const written = changes.manifest?.(described) ?? described;
  await writeFile(path, typeof written === 'string' ? written : JSON.stringify(written));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
