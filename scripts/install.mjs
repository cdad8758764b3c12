import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, UserError } from './process.mjs';

/** Runs `npm ci` when node_modules is absent or older than the lock file. */
export async function installPackages() {
  // npm writes this file at the end of an installation: an interrupted one leaves none, or an old one.
  const installed = join(root, 'node_modules', '.package-lock.json');
  const wanted = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  console.log('Installing packages (npm ci) ...');
  if ((await run('npm', ['ci', '--no-audit', '--no-fund'])) !== 0) {
    throw new UserError('npm ci failed (see above). Check the network and the npm registry, then try again.');
  }
}
