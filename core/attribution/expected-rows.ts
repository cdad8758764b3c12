import { methods, type MethodName, type MethodSettings } from './methods/all';
import type { MethodRequest } from './requests';
import { resolve } from './settings/fields';
import { completeSettings } from './method-settings';

/**
 * The rows of one window of a text that a method evaluates, as far as that is known beforehand: forward, or with their
 * gradients where it asks for these (`needsGradients`), which take longer. Integrated Gradients may double its steps again,
 * and sampling stops when its errors are small enough.
 *
 * @throws RangeError as `explain` does, when a setting is wrong
 */
export function expectedRows({ method, settings }: MethodRequest, features: number): number {
  return rowsOf(method, settings ?? {}, features);
}

function rowsOf<M extends MethodName>(name: M, given: Partial<MethodSettings[M]>, features: number): number {
  const method = methods[name];
  const settings = resolve(method.fields, completeSettings(name, given), {
    features,
    output: 'probability',
  });
  return method.rows(settings, features);
}
