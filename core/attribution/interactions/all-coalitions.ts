import type { Coalition } from '../games/game';

/** All 2^players coalitions: bit i of an index says that player i is present. */
export function allCoalitions(players: number): Coalition[] {
  return Array.from({ length: 2 ** players }, (_, bits) =>
    Uint8Array.from({ length: players }, (_, player) => (bits >>> player) & 1),
  );
}
