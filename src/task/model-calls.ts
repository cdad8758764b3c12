import type { ModelClient } from '../../workers/model-client';

/** Where calls of the model go; null where no model can be loaded. Tests hand in a client of their own. */
export interface ModelSource {
  readonly client: Pick<ModelClient, 'call'> | null;
  /** Whether the model gives gradients, which some methods need. Default: true. */
  readonly gradients?: boolean;
  /** Whether more is loaded behind what it answers, so that times measured now say little. Default: false. */
  readonly busy?: boolean;
}

/**
 * Calls the model's worker, as `ModelClient.call` does.
 *
 * @throws Error where there is no model
 */
export async function callModel<T>(
  { client }: ModelSource,
  body: Parameters<typeof ModelClient.prototype.call<T>>[0],
  signal: AbortSignal,
): Promise<T> {
  if (!client) throw new Error('There is no model to ask.');
  return client.call(body, signal);
}
