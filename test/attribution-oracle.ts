import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Golden outputs of the reference implementations, kept compressed in test/fixtures/oracle. */
export function readAttributionOracle<T>(name: string): T {
  const file = new URL(`./fixtures/oracle/${name}.json.gz`, import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as T;
}

/** All coalitions of the tokens of one text: `values[s]` where bit i of s says that token i is there. */
export interface ShapleyOracle {
  readonly values: readonly number[];
  readonly exact: readonly number[];
  /** shap's KernelExplainer over all coalitions, without l1. */
  readonly kernel_shap: readonly number[];
}

/** lime_base's ridge on given masks, one "0110..." a sample, the original first. */
export interface LimeOracle {
  readonly masks: readonly string[];
  readonly values: readonly number[];
  readonly intercept: number;
  readonly weights: readonly number[];
  readonly score: number;
  readonly local_prediction: number;
}
