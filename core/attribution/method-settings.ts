import { methodNames, methods, type MethodName, type MethodSettings } from './methods/all';
import { problemOf, type Field, type Fields } from './settings/fields';

/** The defaults of the reference implementations, which docs/methods.md names. */
export const defaultSettings = Object.fromEntries(
  methodNames.map((name) => [name, defaultsOf(methods[name].fields)]),
) as unknown as MethodSettings;

function defaultsOf(fields: Fields): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.default]));
}

/**
 * A method's settings with its defaults for those not given.
 *
 * @throws RangeError that names the setting, when one is unknown to the method or out of its range
 */
export function completeSettings<M extends MethodName>(
  method: M,
  given: Partial<MethodSettings[M]>,
): MethodSettings[M] {
  if (!methodNames.includes(method)) {
    throw new RangeError(`There is no method "${method}". Methods are ${methodNames.join(', ')}.`);
  }
  const fields: Fields = methods[method].fields;
  for (const [name, value] of Object.entries(given)) {
    const field: Field | undefined = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field) {
      throw new RangeError(
        `${method} has no setting "${name}". Its settings are ${Object.keys(fields).join(', ')}.`,
      );
    }
    const expected = problemOf(field, value);
    if (expected) throw new RangeError(`${method}: ${name} is ${expected}, not ${String(value)}.`);
  }
  return { ...defaultSettings[method], ...given };
}
