import { methods, type MethodName, type MethodSettings } from './methods/all';
import type { MethodRequest } from './requests';
import { resolve } from './settings/fields';
import { completeSettings } from './method-settings';
import { hasUntil, untilOfWindow } from './window-errors';

/**
 * The rows that a method evaluates for a text, on average of many: forward, or with their gradients where it asks for these
 * (`needsGradients`), which take longer. How many one text takes is known once its errors are small enough. What other methods or classes have evaluated of the text is not evaluated again, which is
 * not foreseen.
 *
 * @param features of one window
 * @throws RangeError as `explain` does, when a setting is wrong
 */
export function expectedRows({ method, settings }: MethodRequest, features: number, windows = 1): number {
  return rowsOf(method, settings ?? {}, features, windows);
}

function rowsOf<M extends MethodName>(
  name: M,
  given: Partial<MethodSettings[M]>,
  features: number,
  windows: number,
): number {
  const method = methods[name];
  const settings = resolve(method.fields, completeSettings(name, given), {
    features,
    output: 'probability',
  });
  return method.asks === 'windows'
    ? method.rows(settings, features, windows)
    : windows *
        method.rows(
          hasUntil(settings) ? { ...settings, until: untilOfWindow(settings.until, windows) } : settings,
          features,
        );
}
