import { parseOptions, UsageError, usageText, type Command, type Options, type Values } from './options';
import { print } from './output';

/**
 * Runs a command: reads its options, prints usage on --help, turns errors into one sentence on stderr and
 * an exit code (2 for a mistake on the command line, 1 for anything else). The first interrupt (Ctrl-C) aborts the
 * signal, so that the command can stop in order; a second one ends the process.
 */
export async function runCommand<O extends Options>(
  command: Command<O>,
  main: (values: Values<O>, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort());
  // Those who write are told of errors themselves: without a listener, Node ends the process with a stack trace.
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
