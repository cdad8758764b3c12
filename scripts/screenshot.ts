import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { runCommand } from '../cli/run-command';
import { findChromium } from './chromium.mjs';
import { serveSite } from './site-server';

const root = resolve(import.meta.dirname, '..');

await runCommand(
  {
    name: 'npm run screenshot --',
    summary:
      "Takes docs/screenshot.png: the built page's first view, with its example as the model explains it. To be taken again\n" +
      'whenever the page or its model changes.',
    options: {},
  },
  async () => {
    const executablePath = await findChromium();
    if (executablePath === null) throw new Error('There is no Chromium. `npm test` installs one.');
    const site = await mkdtemp(join(tmpdir(), 'albert-lens-site-'));
    try {
      const vite = join(root, 'node_modules/vite/bin/vite.js');
      await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', site, '--emptyOutDir'], {
        cwd: root,
        env: { ...process.env, NODE_ENV: 'production' },
      });
      await takePicture(site, executablePath);
    } finally {
      await rm(site, { recursive: true, force: true });
    }
  },
);

async function takePicture(site: string, executablePath: string): Promise<void> {
  const server = await serveSite(site);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({
      viewport: { width: 1040, height: 860 },
      deviceScaleFactor: 1.5,
      reducedMotion: 'reduce',
    });
    await page.goto(`${server.url}#/text`);
    // All that the first view says by itself.
    await page.getByText(/^(?:Methods (?:agree|disagree)|No method finds)/).waitFor({ timeout: 120_000 });
    await page.screenshot({ path: join(root, 'docs/screenshot.png') });
  } finally {
    await browser.close();
    await server.close();
  }
}
