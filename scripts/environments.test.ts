import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** The declarations that a tsconfig's files are checked with: names of TypeScript's libraries and of packages of types. */
function declarationsOf(config: string): string[] {
  const compiler = resolve(root, 'node_modules/typescript-7/bin/tsc');
  const files = execFileSync(process.execPath, [compiler, '-p', config, '--listFilesOnly'], {
    cwd: root,
    encoding: 'utf8',
  }).split('\n');
  const named = files.map((file) => /\/(lib\.[\w.]+)\.d\.ts$|\/(@types\/[^/]+)\//.exec(file));
  return [...new Set(named.flatMap((match) => match?.slice(1).filter((name) => name !== undefined) ?? []))];
}

describe('the types of', () => {
  it.each([
    ['core/tsconfig.json', 'lib.es2023', ['lib.dom', 'lib.webworker', '@types/node']],
    ['workers/tsconfig.json', 'lib.webworker', ['lib.dom', '@types/node']],
    ['src/tsconfig.json', 'lib.dom', ['lib.webworker', '@types/node']],
    ['tsconfig.node.json', '@types/node', ['lib.dom', 'lib.webworker']],
  ])('%s are those of where it runs, whatever a package brings along', (config, own, foreign) => {
    const declarations = declarationsOf(config);
    expect(declarations).toContain(own);
    for (const name of foreign) expect(declarations).not.toContain(name);
  });
});
