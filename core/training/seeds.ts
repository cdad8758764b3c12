/** Makes a seed for a purpose and a place in a run. Equal inputs give equal seeds in every process (FNV-1a). */
export function seedOf(
  purpose: 'weights' | 'epoch' | 'dropout' | 'words' | 'soft labels',
  ...parts: readonly number[]
): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`${purpose} ${parts.join(' ')}`)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash;
}

/** The seeds of a stage's epochs. A seed decides which rows its epoch draws, and in which order. */
export function epochSeeds(seed: number, stage: number, epochs: number): number[] {
  return Array.from({ length: epochs }, (_, epoch) => seedOf('epoch', seed, stage, epoch));
}
