/**
 * The numbers of pairs of coalitions after which an estimate is made and its errors are checked: they depend only on the
 * number of players, never on the batch size.
 */

/** A new estimate is made whenever the number of evaluated pairs has grown by this factor. */
const growth = 1.125;

/** With fewer pairs a player, standard errors are too uncertain to stop by. */
const fewestForErrors = 2;

/** Pairs of the first estimate. */
export function firstStage(players: number): number {
  return Math.max(16, players);
}

/** Pairs of the estimate after that of so many. */
export function nextStage(pairs: number): number {
  return Math.ceil(pairs * growth);
}

/** Whether so many pairs give standard errors that a run may stop by. */
export function mayStopAt(pairs: number, players: number): boolean {
  return pairs >= fewestForErrors * players;
}
