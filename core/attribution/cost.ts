import { completeSettings } from './check-settings';
import type { MethodRequest } from '../assessment/compare';
import { methods } from './methods';
import type { MethodSettings } from './settings';
import type { MethodName } from './types';

/** Forward rows in whose time a gradient row is done, about. */
const forwardRowsOfGradient = 3;

/**
 * What a method costs on one stretch of a text, in forward rows, as far as is known beforehand: Integrated Gradients may
 * double its steps, a precision may end sampling early.
 *
 * @throws RangeError as `explain` does, when a setting is wrong
 */
export function expectedCost({ method, settings }: MethodRequest, features: number): number {
  return costOf(method, settings ?? {}, features);
}

function costOf<M extends MethodName>(name: M, given: Partial<MethodSettings[M]>, features: number): number {
  const settings = completeSettings(name, given);
  const method = methods[name];
  return method.asks === 'coalitions'
    ? method.rows(method.resolve(settings, features), features)
    : method.rows(settings) * forwardRowsOfGradient;
}
