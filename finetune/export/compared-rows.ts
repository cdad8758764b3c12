/** A larger file is read by the exported model only. The smaller files show what int8 costs. */
export const mostComparedRows = 15_000;
