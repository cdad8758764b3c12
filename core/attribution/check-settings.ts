import { defaultSettings, type MethodSettings } from './settings';
import type { MethodName } from './types';

type Check = (value: unknown) => string | null;

const wholeFrom =
  (least: number, most = Number.MAX_SAFE_INTEGER): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? null
      : `a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`}`;

const nonNegative: Check = (value) =>
  typeof value === 'number' && value >= 0 ? null : 'a number that is not negative';

const positive: Check = (value) => (typeof value === 'number' && value > 0 ? null : 'a number above 0');

const oneOf =
  (...names: string[]): Check =>
  (value) =>
    names.includes(value as string) ? null : `one of ${names.join(', ')}`;

/** What each setting may be, whichever methods have it; a check answers with what it expects. */
const checks: Readonly<Record<string, Check>> = {
  unit: oneOf('word', 'token'),
  longText: oneOf('truncate', 'windows'),
  removal: oneOf('mask', 'pad', 'delete'),
  seed: wholeFrom(0, 0xffffffff),
  evaluations: (value) => (value === null ? null : wholeFrom(4)(value)),
  precision: nonNegative,
  estimator: oneOf('regression', 'interpolation'),
  samples: wholeFrom(2),
  kernelWidth: positive,
  alpha: nonNegative,
  occurrences: oneOf('all', 'single'),
  selection: oneOf('none', 'highest-weights', 'forward'),
  selected: wholeFrom(1),
  bootstraps: wholeFrom(0),
  baseline: oneOf('pad', 'mask', 'zero', 'mean'),
  rule: oneOf('gauss-legendre', 'riemann-right', 'riemann-left', 'riemann-middle', 'trapezoid'),
  steps: wholeFrom(1),
  tolerance: nonNegative,
  maxSteps: wholeFrom(1),
  norm: oneOf('l1', 'l2'),
};

/**
 * A method's settings with its defaults for those not given.
 *
 * @throws RangeError that names the setting, when one is unknown to the method or out of its range
 */
export function completeSettings<M extends MethodName>(
  method: M,
  given: Partial<MethodSettings[M]>,
): MethodSettings[M] {
  const defaults: MethodSettings[M] | undefined = defaultSettings[method];
  if (!defaults) {
    throw new RangeError(
      `There is no method "${method}". Methods are ${Object.keys(defaultSettings).join(', ')}.`,
    );
  }
  for (const [name, value] of Object.entries(given)) {
    if (!(name in defaults)) {
      throw new RangeError(
        `${method} has no setting "${name}". Its settings are ${Object.keys(defaults).join(', ')}.`,
      );
    }
    const expected = checks[name]!(value);
    if (expected) throw new RangeError(`${method}: ${name} is ${expected}, not ${String(value)}.`);
  }
  return { ...defaults, ...given };
}
