/** What a class's name says of its direction, in the words that label sets use; null where it says nothing. */
function directionOf(name: string): 'against' | 'neither' | 'toward' | null {
  const word = name.trim().toLowerCase();
  if (/^(?:very |strong(?:ly)? )?neg(?:ative)?$/.test(word)) return 'against';
  if (/^(?:very |strong(?:ly)? )?pos(?:itive)?$/.test(word)) return 'toward';
  return /^(?:neutral|neither|mixed)$/.test(word) ? 'neither' : null;
}

const ofDirection = { against: 'var(--against)', neither: 'var(--muted)', toward: 'var(--toward)' };

/** Colours of tokens.css that differ for every common kind of colour vision; more classes than these begin again. */
const series = Array.from({ length: 6 }, (_, at) => `var(--series-${at + 1})`);

/**
 * A colour for each class, as a value of CSS: where every name says how it judges, that of its direction; else one by the
 * class's position.
 */
export function classColours(classes: readonly string[]): string[] {
  const directions = classes.map(directionOf);
  return classes.map((_, index) => {
    const direction = directions.includes(null) ? null : directions[index];
    return direction ? ofDirection[direction] : series[index % series.length]!;
  });
}
