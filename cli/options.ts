import { parseArgs } from 'node:util';

/** One option of a command line: how the help shows it, and how the program reads its values. */
export interface Option<T> {
  /** What the help shows behind the name. Null for a switch, which takes no value. */
  readonly placeholder: string | null;
  readonly help: string;
  /** Whether it takes several values, as in `--data a b` or `--data a --data b`. */
  readonly multiple: boolean;
  /** @param raw every value given, in order; empty when the option is absent
   *  @throws Error on a value that is not acceptable; its message follows the option's name */
  parse(raw: readonly string[]): T;
}

export type Options = Readonly<Record<string, Option<unknown>>>;
export type Values<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never };

export interface Command<O extends Options> {
  /** What one types, such as "npm run evaluate --". */
  readonly name: string;
  readonly summary: string;
  readonly options: O;
  /** The option that takes the words which stand behind no option: "explain TEXT" for "explain --text TEXT". */
  readonly positional?: keyof O & string;
}

/** A mistake on the command line, with a message that says what to do about it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A text; undefined when absent. */
export function text(placeholder: string, help: string): Option<string | undefined> {
  return { placeholder, help, multiple: false, parse: (raw) => raw.at(-1) };
}

/** Texts, in the order given; none when absent. */
export function texts(placeholder: string, help: string): Option<readonly string[]> {
  return { placeholder, help, multiple: true, parse: (raw) => raw };
}

export interface Range {
  readonly min?: number;
  readonly max?: number;
  readonly whole?: boolean;
}

/** A number within a range; undefined when absent. */
export function number(placeholder: string, help: string, range: Range = {}): Option<number | undefined> {
  return {
    placeholder,
    help,
    multiple: false,
    parse: (raw) => raw.slice(-1).map((value) => toNumber(value, range))[0],
  };
}

/** Numbers with commas between them; undefined when absent. There must be `count` of them, unless it is null. */
export function numbers(
  placeholder: string,
  help: string,
  count: number | null,
  range: Range = {},
): Option<readonly number[] | undefined> {
  const parse = (raw: readonly string[]): readonly number[] | undefined => {
    const values = raw.at(-1)?.split(',');
    if (values && count !== null && values.length !== count)
      throw new Error(`takes ${count} numbers with commas between them.`);
    return values?.map((value) => toNumber(value, range));
  };
  return { placeholder, help, multiple: false, parse };
}

/** One of some values, the first when absent. */
export function choice<const T extends string>(values: readonly [T, ...T[]], help: string): Option<T> {
  const parse = (raw: readonly string[]): T => {
    const value = raw.at(-1) ?? values[0];
    const found = values.find((candidate) => candidate === value);
    if (found === undefined) throw new Error(`is one of ${values.join(', ')}, not "${value}".`);
    return found;
  };
  return { placeholder: values.join('|'), help, multiple: false, parse };
}

/** A switch: true when given. */
export function toggle(help: string): Option<boolean> {
  return { placeholder: null, help, multiple: false, parse: (raw) => raw.length > 0 };
}

/** An option that must be given at least once. */
export function required<T>(option: Option<T>): Option<NonNullable<T>> {
  const parse = (raw: readonly string[]): NonNullable<T> => {
    const value = raw.length > 0 ? option.parse(raw) : undefined;
    if (value === undefined || value === null) throw new Error('is missing.');
    return value;
  };
  return { ...option, parse };
}

/**
 * Reads a command line.
 * @returns the value of every option, or null when --help is among the arguments
 * @throws UsageError naming an option that is unknown, lacks its value or has a wrong one; for an unknown one it also
 *   names the nearest known one
 */
export function parseOptions<O extends Options>(
  command: Command<O>,
  args: readonly string[],
): Values<O> | null {
  const given = collect(command, args);
  if (given === null) return null;
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(command.options)) {
    try {
      values[name] = option.parse(given.get(name) ?? []);
    } catch (error) {
      throw new UsageError(`--${name} ${(error as Error).message}`, { cause: error });
    }
  }
  return values as Values<O>;
}

/** The usage text that --help prints. */
export function usageText<O extends Options>({ name, summary, options, positional }: Command<O>): string {
  const rows = [...Object.entries(options), ['help', toggle('print this text')] as const].map(
    ([option, spec]) => {
      const value = spec.placeholder === null ? '' : ` ${spec.placeholder}${spec.multiple ? '...' : ''}`;
      return [`--${option}${value}`, spec.help] as const;
    },
  );
  const width = Math.max(...rows.map(([left]) => left.length));
  const lines = rows.map(([left, help]) => `  ${left.padEnd(width)}  ${help}`);
  const words = positional === undefined ? '' : ` [${options[positional]!.placeholder}]`;
  return `${summary}\n\nUsage: ${name} [options]${words}\n\n${lines.join('\n')}\n`;
}

/** The values of each option, by its name, as they were typed; null when help is asked for. */
function collect<O extends Options>(
  { options, positional }: Command<O>,
  args: readonly string[],
): Map<string, string[]> | null {
  const { tokens } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h' },
      ...Object.fromEntries(
        Object.entries(options).map(([name, { placeholder }]) => [
          name,
          { type: placeholder === null ? ('boolean' as const) : ('string' as const) },
        ]),
      ),
    },
    // Strict mode is off: its messages name neither the nearest option nor what a value should be.
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = new Map<string, string[]>();
  let open: string[] | null = null;
  for (const token of tokens) {
    if (token.kind === 'positional') {
      if (open !== null) open.push(token.value);
      else if (positional === undefined) throw new UsageError(`"${token.value}" belongs to no option.`);
      else given.set(positional, [...(given.get(positional) ?? []), token.value]);
    } else if (token.kind === 'option-terminator') {
      // The words behind "--" belong to no option, even if they begin with "-".
      open = null;
    } else {
      if (token.name === 'help') return null;
      const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
      if (option === undefined) {
        throw new UsageError(unknownOption(token.rawName, Object.keys(options), positional));
      }
      const values = given.get(token.name) ?? [];
      values.push(valueOf(token, option));
      given.set(token.name, values);
      open = option.multiple ? values : null;
    }
  }
  return given;
}

interface OptionToken {
  readonly name: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function valueOf({ name, value, inlineValue }: OptionToken, { placeholder }: Option<unknown>): string {
  if (placeholder === null) {
    if (value !== undefined) throw new UsageError(`--${name} takes no value.`);
    return '';
  }
  // Without "=", parseArgs takes the next argument for the value, even if it is an option or "--".
  if (value === undefined || value === '' || (!inlineValue && value.startsWith('--'))) {
    throw new UsageError(`--${name} needs a value: --${name} ${placeholder}.`);
  }
  return value;
}

function unknownOption(given: string, names: readonly string[], positional: string | undefined): string {
  const near = names
    .map((name) => ({ name, distance: editDistance(given.replace(/^-+/, ''), name) }))
    .filter(({ distance }) => distance <= Math.min(3, given.length / 3))
    .sort((first, second) => first.distance - second.distance);
  const hint = near[0] ? `did you mean --${near[0].name}?` : '--help lists all.';
  const dash = positional === undefined ? '' : ` A ${positional} that begins with "-" comes behind "--".`;
  return `Unknown option ${given}: ${hint}${dash}`;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substituted, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}

/** @throws Error whose message goes on behind the name of an option */
function toNumber(value: string, { min = -Infinity, max = Infinity, whole = false }: Range): number {
  const parsed = value.trim() === '' ? NaN : Number(value);
  if (!Number.isFinite(parsed) || parsed < min || parsed > max || (whole && !Number.isInteger(parsed))) {
    const kind = whole ? 'a whole number' : 'a number';
    const bounds = [min > -Infinity ? `at least ${min}` : '', max < Infinity ? `at most ${max}` : ''].filter(
      Boolean,
    );
    throw new Error(`takes ${[kind, bounds.join(' and ')].filter(Boolean).join(' of ')}, not "${value}".`);
  }
  return parsed;
}
