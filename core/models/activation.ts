/** What the feed-forward part of a layer applies between its two maps, by the names of `hidden_act`. */
export const activations = ['gelu', 'gelu_new', 'relu'] as const;

export type Activation = (typeof activations)[number];

/** What follows the linear map of the first token's state; gelu is the exact one. */
export type PoolerActivation = 'tanh' | 'relu' | 'gelu';
