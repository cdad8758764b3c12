import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the commands that tests have bundled. */
    commands: string;
  }
}

/** A folder for the commands that tests start; gone when all of them have ended. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  // Packages are found from here.
  const cache = resolve(import.meta.dirname, '../node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'commands-'));
  project.provide('commands', folder);
  return () => rm(folder, { recursive: true, force: true });
}
