import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, UserError } from './process.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const fixedPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * The Chromium that browser tests drive: CHROMIUM_PATH where it is set, else the system's, else Playwright's.
 *
 * @returns {Promise<string | null>} path of the executable; null where there is none
 */
export async function findChromium() {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen) {
    if (!existsSync(chosen)) throw new UserError(`CHROMIUM_PATH names ${chosen}, which does not exist.`);
    return chosen;
  }
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  const system = [...onPath, ...fixedPlaces].find((path) => existsSync(path));
  if (system) return system;
  const { chromium } = await import('playwright-core');
  const downloaded = chromium.executablePath();
  return existsSync(downloaded) ? downloaded : null;
}

async function installFromDebian() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return;
  console.log('No Chromium found: installing the Debian package ...');
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  if ((await run('apt-get', ['update', '-qq'], quiet)) !== 0) return;
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], quiet);
}

async function installFromPlaywright() {
  console.log("No Chromium found: trying Playwright's download ...");
  await run('npx', ['playwright-core', 'install', 'chromium']);
}

/**
 * Finds a Chromium, or installs one. Needs node_modules.
 *
 * @returns {Promise<string>} path of the executable
 * @throws {UserError} when none can be had
 */
export async function ensureChromium() {
  for (const install of [installFromDebian, installFromPlaywright]) {
    const found = await findChromium();
    if (found) return found;
    await install();
  }
  const found = await findChromium();
  if (found) return found;
  throw new UserError(
    'The browser tests need Chromium, and none could be found or installed.\n' +
      'Install Chromium or Chrome, or set CHROMIUM_PATH to its executable, and run npm test again.',
  );
}
