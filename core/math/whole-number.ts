/**
 * A count or an index, from 0 on.
 *
 * @asType integer
 * @minimum 0
 */
export type WholeNumber = number;
