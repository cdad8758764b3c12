import { parseOptions, UsageError, usageText, type Command, type Options, type Values } from './options';
import { print } from './output';

/**
 * Runs a command. It reads the options and prints the usage on --help. An error becomes one sentence on stderr and an
 * exit code: 2 for a mistake on the command line, 1 for anything else.
 *
 * The first interrupt (Ctrl-C) aborts the signal, so that the command can stop in good order. A second interrupt ends
 * the process.
 */
export async function runCommand<O extends Options>(
  command: Command<O>,
  main: (values: Values<O>, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort());
  // Whoever writes is told of the error. These listeners do nothing, but without one Node ends the process with a stack
  // trace.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.on('uncaughtException', (error) => {
    fail(error);
    process.exit();
  });
  const fail = (error: unknown): void => {
    const hint = error instanceof UsageError ? `\nSee ${command.name} --help.` : '';
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`\nerror: ${message}${hint}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  };
  try {
    const values = parseOptions(command, process.argv.slice(2));
    if (values === null) await print(usageText(command));
    else await main(values, interruption.signal);
  } catch (error) {
    if (!interruption.signal.aborted) return fail(error);
    process.stderr.write('\nInterrupted.\n');
    process.exitCode = 130;
  }
}
