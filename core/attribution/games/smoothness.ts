/**
 * How much smaller interactions are expected to be with each further player. A fixed number keeps estimates linear in
 * the game. On text classifiers, values from 0.1 to 0.4 work about equally well.
 */
export const interactionDecay = 0.25;

/** The correlation between the values of two coalitions that differ in one player, in a smooth game. */
export const correlation = (1 - interactionDecay) / (1 + interactionDecay);
