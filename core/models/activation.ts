/** What the feed-forward part of a layer applies between its two maps, by the names of `hidden_act`. */
export const activations = ['gelu', 'gelu_new', 'relu'] as const;

export type Activation = (typeof activations)[number];
