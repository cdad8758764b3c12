import { choice, number, UsageError, type Option, type Values } from '../cli/options';
import { bestShapleyMethod, methodNames, type MethodName } from '../core/attribution/methods/all';
import {
  methodRequests,
  sharedFields,
  type MethodRequest,
  type SettingKey,
  type SharedField,
  type SharedSettings,
} from '../core/attribution/requests';
import type { ChoiceField, Field } from '../core/attribution/settings/fields';

const defaultMethods: readonly MethodName[] = [
  bestShapleyMethod,
  'lime',
  'integrated-gradients',
  'gradient-shap',
];

/** What --help says of --methods. */
export const methodsHelp = `with commas between them (${defaultMethods.join(',')}); all are ${methodNames.join(', ')}`;

/** A longer list of names stands within the help text. In front of it, it would push all help texts to the right. */
const longestPlaceholder = 40;

/**
 * The methods that --methods names.
 *
 * @throws UsageError when a name is unknown or comes twice
 */
export function methodsOption(value: string | undefined): readonly MethodName[] {
  if (value === undefined) return defaultMethods;
  const names = value.split(',').map((name) => {
    const method = methodNames.find((known) => known === name.trim());
    if (method === undefined) {
      throw new UsageError(`--methods: there is no "${name}". Methods are ${methodNames.join(', ')}.`);
    }
    return method;
  });
  if (new Set(names).size < names.length) throw new UsageError('--methods: each method comes once.');
  return names;
}

/** kernelWidth -> kernel-width. */
type Kebab<S extends string> = S extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `-${Lowercase<Head>}`}${Kebab<Tail>}`
  : S;

export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

type SettingOptions = {
  readonly [K in SettingKey as Kebab<K>]: Option<SharedSettings[K] | undefined>;
};

/**
 * One option for each setting of the methods. Methods that share a setting share the option. Its value is undefined
 * when absent.
 */
export const settingOptions = Object.fromEntries(
  sharedFields.map((shared) => [kebab(shared.key), optionOf(shared)]),
) as unknown as SettingOptions;

/** Settings that `assess` and averages take too, whatever the methods. */
const takenByAll: readonly SettingKey[] = ['seed', 'removal'];

/**
 * The methods, each with those settings from the command line that it has.
 *
 * @throws UsageError when none of them has a setting that is given
 */
export function requestsOf(methods: readonly MethodName[], options: Values<SettingOptions>): MethodRequest[] {
  const given: Readonly<Record<string, unknown>> = options;
  for (const { key, uses } of sharedFields) {
    if (given[kebab(key)] === undefined || takenByAll.includes(key)) continue;
    const users = uses.map(({ method }) => method);
    // A number that another setting follows is taken by the methods of both.
    const followers = sharedFields.flatMap(({ uses }) =>
      uses.filter(({ field }) => field.follows === key).map(({ method }) => method),
    );
    const known = [...users, ...followers];
    if (methods.some((method) => known.includes(method))) continue;
    throw new UsageError(
      `--${kebab(key)} is a setting of ${known.join(', ')}, not of ${methods.join(', ')}.`,
    );
  }
  return methodRequests(methods, Object.fromEntries(sharedFields.map(({ key }) => [key, given[kebab(key)]])));
}

/** An option whose value is one of a field's names; the default when absent. */
export function choiceOption<T extends string>({ help, default: first, choices }: ChoiceField<T>): Option<T> {
  const others = (Object.keys(choices) as T[]).filter((name) => name !== first);
  const option = choice([first, ...others], help);
  return (option.placeholder ?? '').length <= longestPlaceholder
    ? option
    : { ...option, placeholder: 'NAME', help: `${help}: ${[first, ...others].join(', ')}` };
}

function optionOf({ uses }: SharedField): Option<unknown> {
  const { field } = uses[0]!;
  if (field.kind === 'choice') {
    const option = choiceOption(field);
    return {
      ...option,
      help: `${option.help}${methodsOf(uses)}`,
      // When it is absent, each method takes its own default.
      parse: (raw) => (raw.length === 0 ? undefined : option.parse(raw)),
    };
  }
  const { whole: isWhole, least, most } = field;
  const range = { min: least, ...(most < Number.MAX_SAFE_INTEGER && { max: most }), whole: isWhole };
  return number(isWhole ? 'N' : 'X', `${helpOf(uses)}${methodsOf(uses)}`, range);
}

function helpOf(uses: SharedField['uses']): string {
  const [first, ...others] = uses.map(({ method, field }) => ({ method, text: defaultText(field) }));
  const { help } = uses[0]!.field;
  if (first === undefined || first.text === null) return help;
  const different = others
    .filter(({ text }) => text !== first.text)
    .map(({ method, text }) => `; ${method}: ${text}`);
  return `${help} (${first.text}${different.join('')})`;
}

/** What the help says of the default; null for a choice, where the first name is the default. */
function defaultText(field: Field): string | null {
  if (field.kind === 'choice') return null;
  if (field.kind === 'automatic') {
    return field.follows === undefined
      ? field.automatic.text
      : `--${field.follows}, else ${field.automatic.text}`;
  }
  return String(field.default);
}

/** Names the methods that have a setting, if they are few. */
function methodsOf(uses: SharedField['uses']): string {
  return uses.length <= 4 ? ` [${uses.map(({ method }) => method).join(', ')}]` : '';
}
