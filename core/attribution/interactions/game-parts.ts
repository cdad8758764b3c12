import type { Game } from '../games/game';
import { mostShared, untilOfWindow } from '../window-errors';
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

/** Whether some two groups of players have no part that holds something of both. */
export function anyApart(
  groups: readonly (readonly number[])[],
  parts: readonly Pick<GamePart, 'place'>[],
): boolean {
  const places = parts.map(({ place }) => new Set(place));
  const holding = groups.map((members) =>
    places.filter((place) => members.some((player) => place.has(player))),
  );
  return holding.some((own, group) =>
    holding.slice(0, group).some((others) => !others.some((place) => own.includes(place))),
  );
}

/** The standard error at which a part may stop, so that the mean of all has at most `until`: see `untilOfWindow`. */
export function untilOfPart(until: number, parts: readonly GamePart[]): number {
  return untilOfWindow(until, parts.length, mostShared(parts.map(({ place }) => place)));
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
