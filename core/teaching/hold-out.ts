import { Random } from '../math/random';

/** The share of the labels that nothing is learnt from. */
export const heldOutShare = 0.2;

/** A label, and whether it is held out; null while that is not decided. */
export interface DividedLabel {
  readonly label: number;
  readonly isHeldOut: boolean | null;
}

/**
 * Decides which labels are held out: a fifth of each class, rounded, drawn at random from the labels that are not decided
 * yet. What was decided before stays: a label that was learnt from must never be measured on, by whatever later run.
 * @returns for each label whether it is held out
 */
export function holdOut(labels: readonly DividedLabel[], seed: number): boolean[] {
  const held = labels.map(({ isHeldOut }) => isHeldOut ?? false);
  const random = new Random(seed);
  for (const label of [...new Set(labels.map((each) => each.label))].sort((a, b) => a - b)) {
    const places = labels.flatMap((each, place) => (each.label === label ? [place] : []));
    const open = places.filter((place) => labels[place]!.isHeldOut === null);
    const wanted = Math.round(heldOutShare * places.length) - places.filter((place) => held[place]).length;
    for (const place of random.shuffle(open).slice(0, Math.max(0, wanted))) held[place] = true;
  }
  return held;
}
