import {
  givesValues,
  methodNames,
  methods,
  type MethodDefinition,
  type MethodName,
  type MethodSettings,
  type ValueMethodName,
} from './methods/all';
import type { Field, Fields, ValueOf } from './settings/fields';
import { commonFields, type CommonSettings } from './settings/shared';

/** One method of a comparison, with those of its settings that are not its own defaults. */
export type MethodRequest = {
  readonly [M in MethodName]: {
    readonly method: M;
    readonly settings?: Partial<Omit<MethodSettings[M], keyof CommonSettings>>;
  };
}[MethodName];

/** One of a method that gives every feature a value. */
export type ValueRequest = Extract<MethodRequest, { readonly method: ValueMethodName }>;

export function asksForValues(request: MethodRequest): request is ValueRequest {
  return givesValues(request.method);
}

type KeyOf<Name extends string, F> = F extends { readonly key: infer K extends string } ? K : Name;
type OwnName<F> = Exclude<keyof F & string, keyof CommonSettings>;
type EntriesOf<F> = {
  [N in OwnName<F>]: {
    readonly key: KeyOf<N, F[N]>;
    readonly value: ValueOf<F[N]>;
  };
}[OwnName<F>];
type Entry = MethodDefinition extends infer D
  ? D extends { readonly fields: infer F }
    ? EntriesOf<F>
    : never
  : never;

/** Settings for several methods at once, each by its key (its name, unless its field says otherwise). */
export type SharedSettings = {
  readonly [K in Entry['key']]: Extract<Entry, { readonly key: K }>['value'];
};
export type SettingKey = keyof SharedSettings;

/** A setting that methods share, and the methods that have it. Each has its own field: their defaults may differ. */
export interface SharedField {
  readonly key: SettingKey;
  readonly uses: readonly { readonly method: MethodName; readonly field: Field }[];
}

/** Every setting that not all methods have, once, in the order of the methods. */
export const sharedFields: readonly SharedField[] = collectFields();

function collectFields(): SharedField[] {
  const uses = new Map<SettingKey, { method: MethodName; field: Field }[]>();
  for (const method of methodNames) {
    for (const [key, field] of ownFields(method).map(([, ...rest]) => rest)) {
      uses.set(key, [...(uses.get(key) ?? []), { method, field }]);
    }
  }
  return [...uses].map(([key, uses]) => ({ key, uses }));
}

/** The settings of a method that not all have: name, key and field. */
function ownFields(method: MethodName): (readonly [name: string, key: SettingKey, field: Field])[] {
  const fields: Fields = methods[method].fields;
  return Object.entries(fields)
    .filter(([name]) => !(name in commonFields))
    .map(([name, field]) => [name, (field.key ?? name) as SettingKey, field] as const);
}

/**
 * The methods, each with those of the given settings that it has. For a setting that is not given (undefined) the
 * method's default counts, or the number of the setting that it follows: LIME's samples follow `evaluations`.
 */
export function methodRequests(
  names: readonly MethodName[],
  given: { readonly [K in SettingKey]?: SharedSettings[K] | undefined },
): MethodRequest[] {
  const values: Readonly<Record<string, unknown>> = given;
  return names.map((method) => {
    const settings = ownFields(method).flatMap(([name, key, { follows }]) => {
      const followed = follows === undefined ? undefined : values[follows];
      // A number that is left open (null) follows another one. Nothing can follow it.
      const value = values[key] ?? followed ?? values[key];
      return value === undefined ? [] : [[name, value] as const];
    });
    // These are settings of this method; the types cannot express that.
    return { method, settings: Object.fromEntries(settings) };
  });
}
