import { fstatSync } from 'node:fs';
import { UsageError } from './options';
import { standardInput } from './standard-input';

/**
 * Where a command's texts come from: the file that --data names, or standard input, as asked or where something comes from
 * there and nothing else is given; undefined for a TEXT of the command line.
 * @throws UsageError where both are given, or none, or a TEXT in which there is nothing
 */
export function textFileOf({
  data,
  text: words,
}: {
  readonly data: string | undefined;
  readonly text: readonly string[];
}): string | undefined {
  if (data !== undefined && words.length > 0)
    throw new UsageError('Give a TEXT or --data FILE, one of the two.');
  if (data !== undefined) return data;
  if (words.length === 1 && words[0] === standardInput) return standardInput;
  if (words.length > 0) {
    if (words.join('').trim() === '') throw new UsageError('The TEXT is empty: give one with words in it.');
    return undefined;
  }
  if (!inputIsGiven()) throw new UsageError('Give a TEXT, --data FILE, or texts on standard input.');
  return standardInput;
}

/** Whether standard input is a pipe or a file, and no terminal. */
function inputIsGiven(): boolean {
  const input = fstatSync(process.stdin.fd);
  return input.isFIFO() || input.isSocket() || input.isFile();
}
