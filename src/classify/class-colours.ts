import { classHues } from '../../core/report/class-colours';

const ofDirection = { against: 'var(--against)', neither: 'var(--muted)', toward: 'var(--toward)' };

/** Colours of tokens.css that differ for every common kind of colour vision; more classes than these begin again. */
const series = Array.from({ length: 6 }, (_, at) => `var(--series-${at + 1})`);

/**
 * A colour for each class, as a value of CSS: where every name says how it judges, that of its direction; else one by the
 * class's position.
 */
export function classColours(classes: readonly string[]): string[] {
  return classHues(classes).map((hue) =>
    typeof hue === 'number' ? series[hue % series.length]! : ofDirection[hue],
  );
}
