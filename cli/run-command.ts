import { parseOptions, UsageError, usageText, type Command, type Options, type Values } from './options';

/**
 * Runs a command: reads its options, prints usage on --help, turns errors into one line on stderr and
 * an exit code (2 for a mistake on the command line, 1 for anything else). The first interrupt (Ctrl-C) aborts the
 * signal, so that the command can stop in order; a second one ends the process.
 */
export async function runCommand<O extends Options>(
  command: Command<O>,
  main: (values: Values<O>, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort());
  try {
    const values = parseOptions(command, process.argv.slice(2));
    if (values === null) process.stdout.write(usageText(command));
    else await main(values, interruption.signal);
  } catch (error) {
    if (interruption.signal.aborted) {
      process.stderr.write('\nInterrupted.\n');
      process.exitCode = 130;
      return;
    }
    const hint = error instanceof UsageError ? `\nSee ${command.name} --help.` : '';
    process.stderr.write(`\nerror: ${error instanceof Error ? error.message : String(error)}${hint}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
