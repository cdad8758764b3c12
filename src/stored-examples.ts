import type { StoredExamples } from '../core/analysis/examples';
import { asksForModel } from '../workers/model-url';

/** examples.json of the page's own model; null where it has none; set by vite.config.ts. */
declare const __STORED_EXAMPLES__: StoredExamples | null;

/**
 * What the export stored of the examples, by the model that a page's address asks for: null for any but the page's own.
 * @param page the page's address
 */
export function storedExamples(page: string): StoredExamples | null {
  return asksForModel(page) ? null : __STORED_EXAMPLES__;
}
