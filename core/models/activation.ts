/** The functions that a layer applies between the two maps of its feed-forward part, by their names in `hidden_act`. */
export const activations = ['gelu', 'gelu_new', 'relu'] as const;

export type Activation = (typeof activations)[number];

/** What follows the linear map of the first token's state; gelu is the exact one. */
export type PoolerActivation = 'tanh' | 'relu' | 'gelu';
