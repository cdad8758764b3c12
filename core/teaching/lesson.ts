import { Random } from '../math/random';
import { holdOut } from './hold-out';
import type { TeachSettings } from './plan';
import type { Lesson } from './teach';
import type { TeachText } from './texts';

/** Texts that are not taught, whose answers are held against those before, at most; with fewer, neutral ones are added. */
const [mostKept, leastKept] = [200, 20];

/**
 * Parts labels into those that are learnt from and those that are held out.
 * @param neutral texts that tell what else changes, where few texts are without a label
 * @returns the lesson, and for each text that has a label whether it is held out: null for the others
 */
export function makeLesson(
  texts: readonly TeachText[],
  settings: TeachSettings,
  neutral: readonly string[],
): { readonly lesson: Lesson; readonly heldOut: readonly (boolean | null)[] } {
  const labelled = texts.flatMap(({ text, label, isHeldOut }, place) =>
    label === null ? [] : [{ text, label, isHeldOut, place }],
  );
  const held = holdOut(labelled, settings.seed);
  const heldOut = new Array<boolean | null>(texts.length).fill(null);
  labelled.forEach(({ place }, at) => (heldOut[place] = held[at]!));
  const rows = (isHeldOut: boolean) =>
    labelled.filter((_, at) => held[at] === isHeldOut).map(({ text, label }) => ({ text, label }));
  const open = texts.filter(({ label }) => label === null);
  const drawn = new Random(settings.seed).sample(open.length, Math.min(mostKept, open.length));
  const kept = drawn.map((at) => open[at]!.text);
  if (kept.length < leastKept) kept.push(...neutral);
  return {
    lesson: { settings, taught: rows(false), heldOut: rows(true), kept: [...new Set(kept)] },
    heldOut,
  };
}
