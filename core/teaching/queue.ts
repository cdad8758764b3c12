import { Random } from '../math/random';
import { argmax } from '../math/argmax';
import type { TeachText } from './texts';

/**
 * Which text is asked next: that of which the model is least sure (margin sampling; Scheffer et al. 2001), that whose label
 * the model contradicts most, or any.
 */
export const queueOrders = ['unsure', 'disagreement', 'random'] as const;
export type QueueOrder = (typeof queueOrders)[number];

/**
 * The places of the texts that are to be asked, in the order in which they are asked. `unsure` and `random` ask the texts
 * without a label, those with two first; `disagreement` asks those whose label came with them and is not the model's answer.
 * @param seed of the random order
 * @param skipped places of texts that come behind the others
 */
export function askedTexts(
  texts: readonly TeachText[],
  order: QueueOrder,
  seed: number,
  skipped: readonly number[] = [],
): number[] {
  const asked = inOrder(texts, order, seed);
  const last = new Set(skipped);
  return [...asked.filter((place) => !last.has(place)), ...asked.filter((place) => last.has(place))];
}

function inOrder(texts: readonly TeachText[], order: QueueOrder, seed: number): number[] {
  const places = texts.map((_, place) => place);
  if (order === 'disagreement') {
    const contradicted = places.filter((place) => isContradicted(texts[place]!));
    return sortedBy(contradicted, (place) => {
      const { probabilities, label } = texts[place]!;
      return probabilities![label!]!;
    });
  }
  const open = places.filter((place) => texts[place]!.label === null);
  if (order === 'random') new Random(seed).shuffle(open);
  // Those that are not read yet come last.
  const lead = (place: number) => (order === 'unsure' ? leadOf(texts[place]!) : 0);
  return sortedBy(open, (place) => (texts[place]!.isDisputed ? -1 : lead(place)));
}

/** Whether a text came with a label that is not the model's answer, and no reader has looked at it. */
function isContradicted({ label, isReaders, probabilities }: TeachText): boolean {
  return label !== null && !isReaders && probabilities !== null && argmax(probabilities) !== label;
}

/** The lead of the most probable class over the next; 2 for a text that is not read. */
function leadOf({ probabilities }: TeachText): number {
  if (!probabilities) return 2;
  const [first = 0, second = 0] = Array.from(probabilities).sort((a, b) => b - a);
  return first - second;
}

/** Least first; equal ones stay in their order. */
function sortedBy(places: readonly number[], key: (place: number) => number): number[] {
  return places
    .map((place) => [key(place), place] as const)
    .sort(([a], [b]) => a - b)
    .map(([, place]) => place);
}
