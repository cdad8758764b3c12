import { resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** The declarations that a tsconfig's files are checked with: names of TypeScript's libraries and of packages of types. */
function declarationsOf(file: string): string[] {
  const config = ts.getParsedCommandLineOfConfigFile(resolve(file), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
  })!;
  const files = ts.createProgram(config.fileNames, config.options).getSourceFiles();
  const named = files.map(({ fileName }) => /\/(lib\.[\w.]+)\.d\.ts$|\/(@types\/[^/]+)\//.exec(fileName));
  return [...new Set(named.flatMap((match) => match?.slice(1).filter((name) => name !== undefined) ?? []))];
}

describe('the types of', () => {
  it.each([
    ['core/tsconfig.json', 'lib.es2023', ['lib.dom', 'lib.webworker', '@types/node']],
    ['workers/tsconfig.json', 'lib.webworker', ['lib.dom', '@types/node']],
    ['src/tsconfig.json', 'lib.dom', ['lib.webworker', '@types/node']],
    ['tsconfig.node.json', '@types/node', ['lib.dom', 'lib.webworker']],
  ])('%s are those of where it runs, whatever a package brings along', (file, own, foreign) => {
    const declarations = declarationsOf(file);
    expect(declarations).toContain(own);
    for (const name of foreign) expect(declarations).not.toContain(name);
  });
});
