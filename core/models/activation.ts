/** The functions that a layer applies between the two maps of its feed-forward part, by their names in `hidden_act`. */
export const activations = ['gelu', 'gelu_new', 'relu'] as const;

export type Activation = (typeof activations)[number];
