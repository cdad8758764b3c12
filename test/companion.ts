import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { builtCommand } from './built-commands';

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a command of the companion, whose input stays open. */
export async function startCli(
  command: string,
  args: readonly string[],
): Promise<ChildProcessWithoutNullStreams> {
  return spawn(process.execPath, [await builtCommand(command), ...args]);
}

/** Runs a command of the companion (finetune/cli); sends it the signal once its stderr matches. */
export async function runCli(
  command: string,
  args: readonly string[],
  stop?: { readonly at: RegExp; readonly signal: NodeJS.Signals },
  input = '',
): Promise<Outcome> {
  const child = await startCli(command, args);
  child.stdin.end(input);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    if (stop && !child.killed && stop.at.test(stderr)) child.kill(stop.signal);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
