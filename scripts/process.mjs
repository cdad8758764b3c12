import { spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** An error whose message says everything: printed without a stack. */
export class UserError extends Error {}

/**
 * Runs a program in the repository's root with this terminal's output and no input.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env] added to this process's environment
 * @returns {Promise<number>} its exit status (1 when a signal ended it)
 */
export function run(program, args, env = {}) {
  return new Promise((done, failed) => {
    const child = start(program, args, env, 'inherit');
    child.on('error', failed);
    child.on('exit', (code) => done(code ?? 1));
  });
}

/**
 * Runs a program as `run` does, but keeps what it prints: for what runs beside something else.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<{ status: number, output: string }>}
 */
export function runBeside(program, args) {
  return new Promise((done, failed) => {
    const child = start(program, args, {}, 'pipe');
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
    }
    child.on('error', failed);
    child.on('close', (code) => done({ status: code ?? 1, output }));
  });
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {'inherit' | 'pipe'} output
 */
function start(program, args, env, output) {
  return spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
    // npm is npm.cmd on Windows, which only a shell can start.
    shell: process.platform === 'win32',
  });
}

/**
 * Runs a script's main function; its errors end the process with status 1.
 *
 * @param {() => Promise<void>} body
 */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    console.error(error instanceof UserError ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}
