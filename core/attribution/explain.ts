import type { Classifier } from './model';
import type { MethodSettings, Subject } from './settings';
import type { Explanation, MethodName, RunControl } from './types';

/**
 * Explains one text by one method. Settings that are not given take `defaultSettings[method]`.
 *
 * @throws Error when the text has no words, or the method needs gradients and the model has none (see `needsGradients`)
 * @throws RangeError when a setting or the class index is out of its range
 * @throws DOMException "AbortError" within one batch of the signal being aborted
 */
export declare function explain<M extends MethodName>(
  method: M,
  model: Classifier,
  subject: Subject,
  settings?: Partial<MethodSettings[M]>,
  control?: RunControl,
): Promise<Explanation>;

/** Whether a method asks the model for gradients (a DifferentiableClassifier) rather than outputs. */
export declare function needsGradients(method: MethodName): boolean;
