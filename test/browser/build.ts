import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the built site. */
    site: string;
  }
}

/** Builds the site once for all browser tests, beside the reader's own dist/. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'albert-lens-site-'));
  await build({ logLevel: 'warn', build: { outDir: folder, emptyOutDir: true } });
  project.provide('site', folder);
  return () => rm(folder, { recursive: true, force: true });
}
