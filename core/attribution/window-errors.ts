/** Windows overlap with the one before alone, but where a word is nearly as long as a window. */
const usuallyShared = 2;

/**
 * The standard error at which one window of a text may stop, so that no word of the text has more than `until`. A word's
 * value is the mean over the windows, 0 where a window lacks it: of many windows each may be less exact than the whole.
 *
 * @param until of the text, in units of the output; 0: windows never stop
 * @param windows of the text
 * @param shared how many windows the most shared word is in
 */
export function untilOfWindow(until: number, windows: number, shared = usuallyShared): number {
  return windows === 1 ? until : (until * windows) / Math.sqrt(shared);
}

/**
 * How many windows the feature is in that is in most.
 *
 * @param places by window: the features of the text that it holds
 */
export function mostShared(places: readonly (readonly number[])[]): number {
  const counts = new Map<number, number>();
  for (const feature of places.flat()) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  return Math.max(...counts.values());
}

/** Whether a method stops by its standard errors. */
export function hasUntil<S extends object>(settings: S): settings is S & { readonly until: number } {
  return 'until' in settings;
}
