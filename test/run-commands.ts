import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import type { Outcome } from './companion';

/*
 * Runs commands one after another in one process, as the shell would run each in its own: starting Node and loading the
 * runtime takes longer than most commands take to say what is wrong. Standard input is a list of [script, ...arguments],
 * standard output the list of outcomes.
 */

/** Takes what is written to a stream until `restore` is called. */
function captured(stream: NodeJS.WriteStream): { taken: string; readonly restore: () => void } {
  const write = stream.write.bind(stream);
  const capture = { taken: '', restore: () => void (stream.write = write) };
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    capture.taken += String(chunk);
    const written = rest.at(-1);
    if (typeof written === 'function') (written as () => void)();
    return true;
  };
  return capture;
}

const commands = JSON.parse(await text(process.stdin)) as (readonly [string, ...string[]])[];
// Each command listens for interrupts and errors of its own.
for (const emitter of [process, process.stdout, process.stderr]) emitter.setMaxListeners(0);
const outcomes: Outcome[] = [];
for (const [index, [script, ...args]] of commands.entries()) {
  const [stdout, stderr] = [captured(process.stdout), captured(process.stderr)];
  process.argv = [process.execPath, script, ...args];
  process.exitCode = 0;
  try {
    // A module that has been loaded runs again under another address.
    await import(`${pathToFileURL(script).href}?${index}`);
  } finally {
    stdout.restore();
    stderr.restore();
  }
  outcomes.push({ code: Number(process.exitCode), stdout: stdout.taken, stderr: stderr.taken });
}
process.exitCode = 0;
process.stdout.write(JSON.stringify(outcomes), () => process.exit());
