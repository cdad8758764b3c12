import type { Game } from '../games/game';
import { quotientGame } from './quotient-game';

/**
 * One of several games whose mean is the game of a whole text: that of a window. Its player i is player `place[i]` of the
 * whole. Places ascend.
 */
export interface GamePart {
  readonly game: Game;
  readonly place: readonly number[];
}

/** The same for the game between groups of the whole game's players: see `quotientGame`. A part has the groups that it holds. */
export function quotientParts(
  parts: readonly GamePart[],
  groups: readonly (readonly number[])[],
): GamePart[] {
  return parts.map(({ game, place }) => {
    const own = new Map(place.map((player, i) => [player, i]));
    const held = groups.map((members) => members.flatMap((player) => own.get(player) ?? []));
    const present = held.flatMap((members, group) => (members.length > 0 ? [group] : []));
    return {
      game: quotientGame(
        game,
        present.map((group) => held[group]!),
      ),
      place: present,
    };
  });
}

/**
 * By how much larger the standard error of a part may be than that of the mean: what only some parts hold counts less in
 * the mean, and errors of different parts are independent.
 */
export function errorShare(parts: readonly GamePart[]): number {
  const holding = new Map<number, number>();
  for (const player of parts.flatMap(({ place }) => place)) {
    holding.set(player, (holding.get(player) ?? 0) + 1);
  }
  return parts.length / Math.sqrt(Math.max(1, ...holding.values()));
}

/** Numbers of parts, one a player, and their mean: 0 where a part lacks a player. */
export function meanOverParts(
  parts: readonly GamePart[],
  players: number,
  numbers: readonly ArrayLike<number>[],
): Float64Array {
  const mean = new Float64Array(players);
  parts.forEach(({ place }, p) => place.forEach((to, i) => (mean[to]! += numbers[p]![i]! / parts.length)));
  return mean;
}

/** Standard errors of such a mean; null where a part has none. */
export function errorsOverParts(
  parts: readonly GamePart[],
  players: number,
  errors: readonly (ArrayLike<number> | null)[],
): Float64Array | null {
  const known = errors.flatMap((own) => (own ? [Float64Array.from(own, (error) => error * error)] : []));
  if (known.length < parts.length) return null;
  return meanOverParts(parts, players, known).map((square) => Math.sqrt(square / parts.length));
}
