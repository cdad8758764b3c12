import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveSite } from '../../scripts/site-server';
import { launch, newPage } from '../browser/browser';

const root = resolve(import.meta.dirname, '../..');
const tinyModel = join(root, 'test/fixtures/tiny-model');

/** The output of a command; what it says on standard error stands in the error where it fails. */
async function run(cwd: string, command: string, ...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(command, args, { cwd, maxBuffer: 2 ** 26 })).stdout;
}

describe('the package, packed and installed into an empty project', () => {
  let project: string;
  let files: readonly string[];

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'albert-lens-package-'));
    const folder = join(root, 'packages/albert-lens');
    // As "prepack" does it, which npm leaves out where it is told to run no scripts of packages.
    await run(folder, 'npm', 'run', 'build');
    const packing = ['pack', '--json', '--ignore-scripts', '--pack-destination', project];
    const [tarball] = JSON.parse(await run(folder, 'npm', ...packing)) as [
      { filename: string; files: { path: string }[] },
    ];
    files = tarball.files.map(({ path }) => path);
    await cp(join(root, 'examples/javascript'), project, {
      recursive: true,
      filter: (path) => !path.includes('node_modules'),
    });
    const manifest = JSON.parse(await readFile(join(project, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
      devDependencies: Record<string, string>;
    };
    manifest.dependencies['albert-lens'] = `file:${tarball.filename}`;
    manifest.devDependencies = { typescript: '^6.0.3', vite: manifest.devDependencies.vite! };
    await writeFile(join(project, 'package.json'), JSON.stringify(manifest));
    await run(project, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts');
  });

  afterAll(() => rm(project, { recursive: true, force: true }));

  it('holds what it needs, and nothing else', () => {
    const kinds = new Set(files.map((path) => path.replace(/^dist\/[\w-]+(?=\.)/, 'dist/*')));
    expect([...kinds].sort()).toEqual([
      'NOTICE',
      'README.md',
      'dist/*.d.ts',
      'dist/*.js',
      'dist/LICENSE',
      'package.json',
    ]);
  });

  it('explains a model in Node', async () => {
    const printed = await run(project, process.execPath, 'explain.js', tinyModel, 'I love this phone.');
    expect(printed).toMatch(
      /^(?:negative|neutral|positive), \d+\.\d %\n(?: *-?\d+\.\d ± \d+\.\d {2}\S+\n){5}\d+ evaluations\n$/,
    );
  });

  it('is typed, for both ways of resolving modules', async () => {
    await writeFile(
      join(project, 'typed.ts'),
      `import { explain, fromFunction, type Explanation, type MethodName } from 'albert-lens';
       import { folder } from 'albert-lens/node';
       const model = fromFunction({ classes: ['a', 'b'], predict: async (texts) => texts.map(() => [0.5, 0.5]) });
       const explanation: Explanation = await explain(model, 'text', { method: 'lime', settings: { samples: 10 } });
       const method: MethodName = explanation.method;
       // @ts-expect-error Integrated Gradients has no samples.
       await explain(model, 'text', { method: 'integrated-gradients', settings: { samples: 10 } });
       export { folder, method };`,
    );
    for (const [module, moduleResolution] of [
      ['ESNext', 'bundler'],
      ['NodeNext', 'NodeNext'],
    ] as const) {
      const options = ['--noEmit', '--strict', '--target', 'ES2023', '--module', module];
      await run(
        project,
        'npx',
        '--no-install',
        'tsc',
        ...options,
        '--moduleResolution',
        moduleResolution,
        'typed.ts',
      );
    }
  });

  it('explains a model in a page that Vite builds', async () => {
    await cp(tinyModel, join(project, 'public/model'), { recursive: true });
    await run(project, 'npx', '--no-install', 'vite', 'build');
    const server = await serveSite(join(project, 'dist'), { headers: false });
    const browser = await launch();
    try {
      const page = await newPage(browser);
      const foreign: string[] = [];
      page.on('request', (request) => {
        if (!request.url().startsWith(server.url) && !/^(?:data|blob):/.test(request.url()))
          foreign.push(request.url());
      });
      await page.goto(server.url);
      await page.getByRole('button', { name: 'Explain' }).click();
      await page.getByText(/^(?:negative|neutral|positive), \d+ %$/).waitFor();
      expect(await page.locator('mark').allInnerTexts()).toEqual([
        'I',
        'love',
        'this',
        'phone',
        ',',
        'but',
        'the',
        'battery',
        'life',
        'is',
        'short',
        '.',
      ]);
      expect(foreign).toEqual([]);
    } finally {
      await browser.close();
      await server.close();
    }
  });
});
