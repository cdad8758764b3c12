import type { Game } from '../games/game';

/**
 * The game between groups (Owen 1977): its players are the groups, each present or absent as a whole. The groups must
 * hold every player once.
 *
 * @throws RangeError when a player is in no group, in two, or not in the game
 */
export function quotientGame(game: Game, groups: readonly (readonly number[])[]): Game {
  const groupOf = new Int32Array(game.players).fill(-1);
  groups.forEach((members, group) => {
    for (const player of members) {
      if (groupOf[player] !== -1) {
        throw new RangeError(`Player ${player} is not one of the game's, or in more than one group.`);
      }
      groupOf[player] = group;
    }
  });
  const alone = groupOf.indexOf(-1);
  if (alone !== -1) throw new RangeError(`Player ${alone} is in no group.`);
  return {
    players: groups.length,
    values: (coalitions, signal) =>
      game.values(
        coalitions.map((coalition) => Uint8Array.from(groupOf, (group) => coalition[group]!)),
        signal,
      ),
  };
}

/** The grouping in which one group is opened: each of its members is a group of its own, the others stay whole. */
export function openGroup(groups: readonly (readonly number[])[], opened: number): number[][] {
  const own = groups[opened]!.map((player) => [player]);
  return [...own, ...groups.filter((_, group) => group !== opened).map((members) => [...members])];
}
