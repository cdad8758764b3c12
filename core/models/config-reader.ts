import { shown } from '../model/model-file';

/**
 * Larger than in any known model. With a larger number, memory would be allocated before a missing weight is noticed.
 */
const largestCount = 4_000_000;

/** The most layers of a model. */
export const mostLayers = 1000;

/** Reads keys of a config.json; every error names the key. */
export class ConfigReader {
  /** @throws Error when it is no JSON object */
  constructor(json: unknown) {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      throw new Error('config.json: not a JSON object');
    }
    this.#entries = json as Readonly<Record<string, unknown>>;
  }

  readonly #entries: Readonly<Record<string, unknown>>;

  value(key: string): unknown {
    return this.#entries[key] ?? undefined;
  }

  /** A whole number from 1 to `most`. @throws Error when it is none, or missing without a fallback */
  count(key: string, fallback?: number, most = largestCount): number {
    return this.#number(key, fallback, (value) => Number.isInteger(value) && value > 0 && value <= most);
  }

  /** A whole number from 0 on. @throws Error when it is none */
  index(key: string, fallback: number): number {
    return this.#number(
      key,
      fallback,
      (value) => Number.isInteger(value) && value >= 0 && value <= largestCount,
    );
  }

  /** A number above 0. @throws Error when it is none */
  positive(key: string, fallback: number): number {
    return this.#number(key, fallback, (value) => value > 0);
  }

  /** A probability below 1. @throws Error when it is none */
  rate(key: string, fallback: number): number {
    return this.#number(key, fallback, (value) => value >= 0 && value < 1);
  }

  /** One of some words. @throws Error listing them when it is another */
  choice<T extends string>(key: string, choices: readonly T[], fallback: T): T {
    const value = this.value(key) ?? fallback;
    const found = choices.find((choice) => choice === value);
    if (found === undefined) {
      throw new Error(`config.json: ${key} ${shown(value)} is not one of ${choices.join(', ')}`);
    }
    return found;
  }

  #number(key: string, fallback: number | undefined, valid: (value: number) => boolean): number {
    const value = this.value(key) ?? fallback;
    if (value === undefined) throw new Error(`config.json: ${key} is missing`);
    if (typeof value !== 'number' || !valid(value)) {
      throw new Error(`config.json: ${key} cannot be ${shown(value)}`);
    }
    return value;
  }
}
