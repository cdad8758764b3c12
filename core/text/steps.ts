/**
 * Counts the steps of one part of a tokenizer.json. A Sequence may hold other Sequences; their steps count too.
 *
 * @param part its key, which names it in errors
 * @param list where a Sequence of its kind has its steps
 * @throws Error when there are more steps than any known tokenizer has: every step reads every text
 */
export function requireFewSteps(
  specification: unknown,
  part: 'normalizer' | 'pre_tokenizer',
  list: 'normalizers' | 'pretokenizers',
): void {
  const waiting = [specification];
  for (let count = 0; waiting.length > 0; count++) {
    if (count > mostSteps) throw new Error(`${part}: it has more than ${mostSteps} steps`);
    const step = waiting.pop() as Readonly<Record<string, unknown>> | null | undefined;
    const inner = step?.[list];
    if (Array.isArray(inner)) waiting.push(...(inner.slice(0, mostSteps + 1) as unknown[]));
  }
}

const mostSteps = 64;
