import { needsGradients } from '../core/attribution/explain';
import type { MethodRequest } from '../core/assessment/compare';
import {
  bestShapleyMethod,
  methodNames,
  defaultSettings,
  type EmbeddingBaseline,
  type ShapleyEstimator,
} from '../core/attribution/settings';
import type { MethodName } from '../core/attribution/types';
import type { Removal } from '../core/text/types';
import { UsageError } from '../cli/options';

/** Settings of the command line that several methods understand, each by its own name for them. */
export interface SharedSettings {
  readonly removal: Removal;
  readonly estimator: ShapleyEstimator;
  readonly baseline: EmbeddingBaseline;
  readonly evaluations?: number | undefined;
  readonly steps?: number | undefined;
  readonly seed: number;
}

export const defaultMethods: readonly MethodName[] = [
  bestShapleyMethod,
  'lime',
  'integrated-gradients',
  'gradient-shap',
];

/**
 * Methods by name with the settings that each has.
 *
 * @throws UsageError when a name is unknown or comes twice
 */
export function methodRequests(names: readonly string[], settings: SharedSettings): MethodRequest[] {
  const methods = names.map((name) => {
    const method = methodNames.find((known) => known === name.trim());
    if (method === undefined) {
      throw new UsageError(`--methods: there is no "${name}". Methods are ${methodNames.join(', ')}.`);
    }
    return method;
  });
  if (new Set(methods).size < methods.length) throw new UsageError('--methods: each method comes once.');
  // settingsOf keeps what the method's defaults have, which the types cannot follow.
  return methods.map((method) => ({ method, settings: settingsOf(method, settings) }) as MethodRequest);
}

function settingsOf(
  method: MethodName,
  { removal, baseline, estimator, evaluations, steps, seed }: SharedSettings,
): object {
  const all = {
    removal,
    baseline,
    estimator,
    seed,
    evaluations,
    // A gradient costs more than an output: Gradient SHAP keeps its own number.
    samples: needsGradients(method) ? undefined : evaluations,
    steps,
    // Steps that were asked for are not doubled.
    maxSteps: steps,
  };
  const known = defaultSettings[method];
  return Object.fromEntries(
    Object.entries(all).filter(([name, value]) => name in known && value !== undefined),
  );
}
