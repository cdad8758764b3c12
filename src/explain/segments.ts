import type { Piece } from '../../core/report/reading';

/** Neighbouring pieces together, `size` to a block: what is far from sight of a long text is drawn without its words. */
export function blocksOf(pieces: readonly Piece[], size: number): (readonly Piece[])[] {
  const blocks: (readonly Piece[])[] = [];
  for (let start = 0; start < pieces.length; start += size) blocks.push(pieces.slice(start, start + size));
  return blocks;
}
