import type { Coalition, Game } from './game';
import { Run } from './run';
import type { RunControl } from './types';

/** A game given as a set function. For tests. */
export function gameOf(players: number, value: (present: Coalition) => number): Game {
  return {
    players,
    values: (coalitions) => Promise.resolve(Float64Array.from(coalitions, value)),
  };
}

/** A game given by the values of all its coalitions, bit i of the index being player i. For tests. */
export function tableGame(players: number, values: ArrayLike<number>): Game {
  return gameOf(players, (present) => values[present.reduce((bits, bit, i) => bits | (bit << i), 0)]!);
}

export function quietRun(control: RunControl = {}): Run {
  return new Run(control);
}
