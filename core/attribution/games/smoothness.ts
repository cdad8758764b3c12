/**
 * How much less a game is expected to hold of interactions of one more player. A fixed number keeps estimates linear in
 * the game; values from 0.1 to 0.4 do about as well on text classifiers.
 */
const interactionDecay = 0.25;

/** Correlation of the values of two coalitions that differ in one player, where a game is taken to be smooth. */
export const correlation = (1 - interactionDecay) / (1 + interactionDecay);
