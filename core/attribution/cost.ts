import { methods, type MethodName, type MethodSettings } from './methods/all';
import type { MethodRequest } from './requests';
import { resolve } from './settings/fields';
import { completeSettings } from './method-settings';

/** A gradient row takes about as long as so many forward rows. */
const forwardRowsOfGradient = 3;

/**
 * The cost of a method on one window of a text, in forward rows, as far as it is known beforehand. Integrated Gradients
 * may double its steps again, and sampling stops when its errors are small enough.
 *
 * @throws RangeError as `explain` does, when a setting is wrong
 */
export function expectedCost({ method, settings }: MethodRequest, features: number): number {
  return costOf(method, settings ?? {}, features);
}

function costOf<M extends MethodName>(name: M, given: Partial<MethodSettings[M]>, features: number): number {
  const method = methods[name];
  const settings = resolve(method.fields, completeSettings(name, given), {
    features,
    output: 'probability',
  });
  return method.rows(settings, features) * (method.asks === 'gradients' ? forwardRowsOfGradient : 1);
}
